import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { EngineStore } from '../../../../src/adapters/docker/engineStore.ts';
import { EventParser } from '../../../../src/adapters/docker/events.ts';
import { EventTracker } from '../../../../src/adapters/docker/eventTracker.ts';
import { aContainer, anEngineInfo } from '../../../support/containers.ts';

function line(facts: object): string {
  return JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID: 'c1' }, time: 1_700_000_000, ...facts });
}
const parse = (...chunks: string[]) => {
  const parser = new EventParser();
  return chunks.flatMap((chunk) => parser.push(Buffer.from(chunk)));
};

describe('EventParser', () => {
  it('reads events cut anywhere, and the last one without a line end', () => {
    const text = `${line({})}\n${line({ Action: 'die', note: '\u{1f682}' })}`;
    const bytes = Buffer.from(text);
    for (let border = 0; border <= bytes.length; border++) {
      const parser = new EventParser();
      const events = [...parser.push(bytes.subarray(0, border)), ...parser.push(bytes.subarray(border))];
      assert.deepEqual(
        events.map(({ action }) => action),
        ['start', 'die'],
        `cut at ${border}`,
      );
    }
  });

  it('leaves out lines that are no events and reads on', () => {
    assert.equal(parse('garbage\n', `{"half":\n${line({})}\n`).length, 1);
  });
});

describe('EventTracker', () => {
  it('gathers what changed, once, and nothing of what does not show', () => {
    const tracker = new EventTracker(undefined);
    const events = parse(
      [
        line({ timeNano: 1_700_000_000_000_001_000 }),
        line({ Action: 'exec_create: sh', timeNano: 1_700_000_000_100_000_000, Actor: { ID: 'c2' } }),
        line({ Type: 'image', Action: 'tag', Actor: { ID: 'i' } }),
        line({ Type: 'network', Action: 'connect', Actor: { ID: 'n', Attributes: { container: 'c3' } } }),
        line({ Type: 'volume', Action: 'mount', Actor: { ID: 'v' } }),
        line({ Type: 'plugin', Action: 'enable' }),
      ].join('\n'),
    );
    for (const event of [...events, ...events]) tracker.add(event);
    const dirty = tracker.take();
    assert.deepEqual([...dirty.containers], ['c1', 'c3']);
    assert.deepEqual([dirty.images, dirty.volumes, dirty.networks], [true, false, false]);
    for (const event of events) assert.equal(tracker.add(event), false);
    assert.equal(tracker.take().containers.size, 0);
  });

  it('knows up to when it has heard', () => {
    const tracker = new EventTracker(1_700_000_005);
    const [early] = parse(line({}));
    const [late] = parse(line({ time: 1_700_000_009, timeNano: 1_700_000_009_500_000_000 }));
    assert.ok(early && late);
    tracker.add(early);
    assert.equal(tracker.last, '1700000005');
    tracker.add(late);
    assert.match(tracker.last ?? '', /^1700000009\.[45]/);
  });
});

describe('EngineStore', () => {
  const rest = { info: anEngineInfo(), images: [], volumes: [], networks: [] };

  it('wants details of what runs, failed or is new, and not of what succeeded', () => {
    const store = new EngineStore();
    const containers = [
      aContainer({ id: 'ok', state: 'exited', exitCode: 0 }),
      aContainer({ id: 'new', state: 'created' }),
      aContainer({ id: 'bad', state: 'exited', exitCode: 1 }),
      aContainer({ id: 'runs' }),
      aContainer({ id: 'ours', state: 'exited', exitCode: 0, labels: new Map([['trainyard.run-id', 'r']]) }),
    ];
    store.replace({ ...rest, containers });
    assert.deepEqual(store.wanted(), ['ours', 'runs', 'bad', 'new']);
    store.setDetails('runs', { limits: { cpus: 2 } });
    assert.deepEqual(store.wanted(), ['ours', 'bad', 'new']);
    store.expire(new Set(['runs']));
    assert.deepEqual(store.wanted(), ['ours', 'runs', 'bad', 'new']);
  });

  it('keeps limits over a change of state, and no reason of another life', () => {
    const store = new EngineStore();
    store.replace({ ...rest, containers: [aContainer({ id: 'a', state: 'exited', exitCode: 137 })] });
    store.setDetails('a', { isOomKilled: true, limits: { cpus: 2 } });
    assert.equal(store.snapshot()?.containers[0]?.isOomKilled, true);
    store.updateContainers(new Set(['a']), [aContainer({ id: 'a', state: 'running' })]);
    const [running] = store.snapshot()?.containers ?? [];
    assert.equal(running?.isOomKilled, undefined);
    assert.deepEqual(running?.limits, { cpus: 2 });
  });

  it('says whether anything changed, and forgets what is gone', () => {
    const store = new EngineStore();
    store.replace({ ...rest, containers: [aContainer({ id: 'a' })] });
    store.setDetails('a', {});
    assert.equal(store.updateContainers(new Set(['a']), [aContainer({ id: 'a' })]), false);
    assert.deepEqual(store.wanted(), []);
    assert.equal(store.updateContainers(new Set(['a']), [aContainer({ id: 'a', healthcheck: 'unhealthy' })]), true);
    assert.deepEqual(store.wanted(), ['a']);
    assert.equal(store.updateContainers(new Set(['a']), []), true);
    assert.equal(store.updateContainers(new Set(['a']), []), false);
    assert.deepEqual(store.snapshot()?.containers, []);
  });
});
