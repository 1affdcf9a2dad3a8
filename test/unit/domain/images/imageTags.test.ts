import assert from 'node:assert/strict';
import type { Failure, Result } from '../../../../src/domain/base/failure.ts';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { type AskedRegistries, ImageTags } from '../../../../src/domain/images/imageTags.ts';
import type { RegistryTags } from '../../../../src/domain/images/registryTags.ts';

const DOWN: Failure = { code: 'unreachable', message: 'down' };
const { signal } = new AbortController();

describe('tags of images', () => {
  const asked: string[] = [];
  const told: Failure[] = [];
  let now = 0;
  let mode: AskedRegistries = 'connected';
  let answer: () => Promise<Result<RegistryTags>>;
  let tags: ImageTags;

  beforeEach(() => {
    [asked.length, told.length, now, mode] = [0, 0, 0, 'connected'];
    answer = async () => await Promise.resolve(ok({ tags: ['1', '2'], isComplete: true }));
    const list = (name: string) => {
      asked.push(name);
      return answer();
    };
    const hasLogin = async (registry: string) => await Promise.resolve(registry === 'mine.example');
    tags = new ImageTags({
      loadReader: async () => await Promise.resolve({ list, hasLogin }),
      asked: () => mode,
      named: () => ['named.example'],
      clock: { now: () => now, sleep: async () => await Promise.resolve() },
      onFailure: (failure) => told.push(failure),
    });
  });
  afterEach(() => tags.dispose());

  const of = async (name: string) => (await tags.of(name, signal)).tags;

  it('asks registries of this machine, those with a login and those of clusters, and no other', async () => {
    for (const name of ['localhost:5000/a', '127.0.0.1:5000/a', 'mine.example/a', 'named.example/a'])
      assert.deepEqual(await of(name), ['2', '1'], name);
    asked.length = 0;
    for (const name of ['stranger.example/a', 'python', 'docker.io/library/python', 'not A name', 'mine.example/a:1'])
      assert.deepEqual(await of(name), [], name);
    assert.deepEqual(asked, []);
  });

  it('asks everybody or nobody when the user says so', async () => {
    mode = 'all';
    assert.deepEqual(
      [await of('python'), await of('stranger.example/a')],
      [
        ['2', '1'],
        ['2', '1'],
      ],
    );
    assert.deepEqual(asked, ['docker.io/library/python', 'stranger.example/a']);
    mode = 'off';
    assert.deepEqual([await of('localhost:5000/a'), asked.length], [[], 2]);
  });

  it('asks once a minute, also for who does not wait any more', async () => {
    const away = new AbortController();
    let give: (value: Result<RegistryTags>) => void = () => undefined;
    answer = async () => await new Promise((resolve) => (give = resolve));
    const left = tags.of('mine.example/a', away.signal);
    const stays = tags.of('mine.example/a', signal);
    // Both have come as far as the question before one of them leaves.
    while (asked.length === 0) await Promise.resolve();
    away.abort();
    assert.deepEqual((await left).tags, []);
    give(ok({ tags: ['1'], isComplete: false }));
    assert.deepEqual(await stays, { tags: ['1'], isComplete: false });
    now = 59_000;
    await of('mine.example/a');
    assert.equal(asked.length, 1);
    now = 61_000;
    answer = async () => await Promise.resolve(ok({ tags: ['3'], isComplete: true }));
    assert.deepEqual([await of('mine.example/a'), asked.length], [['3'], 2]);
  });

  it('tells once that a registry does not answer, and again when it had answered meanwhile', async () => {
    answer = async () => await Promise.resolve(fail(DOWN));
    assert.deepEqual([await of('mine.example/a'), await of('mine.example/b')], [[], []]);
    assert.deepEqual(told, [DOWN]);
    answer = async () => await Promise.resolve(ok({ tags: [], isComplete: true }));
    await of('mine.example/c');
    answer = async () => await Promise.resolve(fail(DOWN));
    await of('mine.example/d');
    assert.equal(told.length, 2);
    answer = async () => await Promise.resolve(fail({ code: 'not-found', message: 'half a name' }));
    await of('named.example/e');
    assert.equal(told.length, 2);
  });
});
