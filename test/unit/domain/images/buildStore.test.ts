import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { historyFromJson, historyToJson } from '../../../../src/domain/images/buildHistory.ts';
import type { BuildPlan } from '../../../../src/domain/images/buildPlan.ts';
import { BuildProgress } from '../../../../src/domain/images/buildProgress.ts';
import { BuildStore } from '../../../../src/domain/images/buildStore.ts';
import { buildTree } from '../../../../src/domain/images/buildTree.ts';

function aPlan(id: string): BuildPlan {
  return {
    id,
    contextFolder: '/w',
    dockerfile: '/w/Dockerfile',
    tags: ['a:1'],
    args: new Map([['A', 'b=c']]),
    labels: new Map([['l', 'm']]),
    secrets: [{ id: 's', kind: 'environment', variable: 'TOKEN' }],
    network: 'host',
    target: 'train',
    useCache: false,
    pullBase: true,
  };
}
const start = (id: string) => ({
  title: 'a:1',
  engineId: 'e',
  progress: new BuildProgress(),
  engineLabel: 'default',
  plan: aPlan(id),
});
const never = new AbortController().signal;

describe('buildStore', () => {
  it('keeps state, times, steps and the image of a build', async () => {
    const store = new BuildStore([]);
    const states: (string | undefined)[] = [];
    store.onDidChange((id) => states.push(store.find(id)?.state));
    const result = await store.run(
      start('1'),
      async (onEvent) => {
        onEvent({ kind: 'step', id: 'x', name: '[1/1] FROM a', state: 'cached' });
        return ok({ imageId: 'sha256:1', tags: ['a:1'] });
      },
      never,
    );
    assert.ok(result.ok);
    assert.deepEqual(states, ['running', 'running', 'ok']);
    const record = store.find('1');
    assert.deepEqual([record?.steps, record?.cached, record?.imageId], [1, 1, 'sha256:1']);
    assert.ok((record?.finishedAt ?? 0) >= (record?.startedAt ?? 1));
  });

  it('cancels by id and by signal, and marks what was running', async () => {
    for (const how of ['id', 'signal'] as const) {
      const store = new BuildStore([]);
      const abort = new AbortController();
      const running = store.run(
        start('1'),
        async (onEvent, signal) => {
          onEvent({ kind: 'step', id: 'x', name: 'RUN', state: 'running' });
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return fail({ code: 'cancelled', message: '' });
        },
        abort.signal,
      );
      if (how === 'id') store.cancel('1');
      else abort.abort();
      await running;
      assert.equal(store.find('1')?.state, 'cancelled');
      assert.equal(store.build('1')?.progress.steps[0]?.state, 'cancelled');
    }
  });

  it('survives the window as JSON, without what was cut off still running', async () => {
    const store = new BuildStore([]);
    const failure = { code: 'no-space', message: 'full', nextStep: 'free', detail: 'secret words of a log' } as const;
    await store.run(start('1'), async () => fail(failure), never);
    void store.run(start('2'), () => new Promise(() => undefined), never);
    const text = historyToJson(store.records);
    const next = new BuildStore(historyFromJson(text));
    assert.deepEqual(next.find('1')?.plan, aPlan('1'));
    assert.equal(next.find('1')?.failure?.message, 'full');
    assert.equal(next.find('2')?.state, 'cancelled');
    assert.equal(next.build('1'), undefined);
    next.clear();
    assert.deepEqual(next.records, []);
  });

  for (const text of [undefined, '', '{', '[]', '[1,null,{}]', '[{"plan":{"id":"x"}}]', '{"a":1}']) {
    it(`reads ${text ?? 'nothing'} as no history`, () => assert.deepEqual(historyFromJson(text), []));
  }

  it('says state, duration and cached steps in the row', async () => {
    const store = new BuildStore([]);
    await store.run(start('1'), async () => ok({ imageId: 'i', tags: [] }), never);
    await store.run(start('2'), async () => fail({ code: 'rejected', message: 'RUN ended with 1' }), never);
    const rows = new Map(buildTree(store.records, new Date()).map((row) => [row.id, row]));
    assert.match(rows.get('build/1')?.description ?? '', /^built in 0 s · 0 of 0 steps from cache · just now$/);
    assert.match(rows.get('build/2')?.description ?? '', /^failed after 0 s · RUN ended with 1 · just now$/);
    assert.equal(rows.get('build/2')?.health, 'failed');
    assert.deepEqual(rows.get('build/2')?.actions, ['build', 'canRebuild']);
  });
});
