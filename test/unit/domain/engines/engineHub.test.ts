import assert from 'node:assert/strict';
import { aConnection, hubOf, settled } from '../../../support/engines.ts';
import { aSnapshot } from '../../../support/containers.ts';

describe('EngineHub', () => {
  it('lists without opening, the current engine first', async () => {
    const { hub, opened } = hubOf([aConnection({ id: 'b', isCurrent: false }), aConnection({ id: 'a' })]);
    assert.deepEqual(
      (await hub.list()).map(({ id }) => id),
      ['a', 'b'],
    );
    assert.deepEqual(opened, []);
  });

  it('opens an engine once for all who ask', async () => {
    const { hub, opened } = hubOf([aConnection({ id: 'a' })]);
    await Promise.all([hub.engine('a'), hub.engine('a')]);
    assert.deepEqual(opened, ['a']);
  });

  it('names an engine that is not known and what to do', async () => {
    const { hub } = hubOf([]);
    const engine = await hub.engine('gone');
    assert.equal(engine.ok, false);
    assert.match(engine.ok ? '' : engine.failure.message, /gone/);
    assert.notEqual(engine.ok ? undefined : engine.failure.nextStep, undefined);
  });

  it('opens an engine anew when its address changed, and closes the old one', async () => {
    const connections = [aConnection({ id: 'a' })];
    const { hub, opened, closed, changed } = hubOf(connections);
    await hub.engine('a');
    connections[0] = aConnection({ id: 'a', endpoint: { kind: 'unix', path: '/elsewhere.sock' } });
    changed.fire();
    await hub.list();
    await settled();
    await hub.engine('a');
    assert.deepEqual([opened, closed], [['a', 'a'], ['a']]);
  });

  it('hands on the snapshots of a watch that was asked for before the adapter was there', async () => {
    const { hub, watches } = hubOf([aConnection({ id: 'a' })]);
    const watched = hub.watch('a');
    const states: string[] = [];
    watched.onDidChange(({ state }) => states.push(state));
    assert.equal(watched.current.state, 'loading');
    await settled();
    watches.get('a')?.[0]?.set({ state: 'ready', value: aSnapshot() });
    assert.deepEqual(states, ['loading', 'ready']);
  });

  it('ends a watch that was let go before the adapter was there', async () => {
    const { hub, watches } = hubOf([aConnection({ id: 'a' })]);
    hub.watch('a').dispose();
    await settled();
    assert.equal(watches.get('a')?.[0]?.disposed, 1);
  });

  it('knows and opens no engine in Restricted Mode', async () => {
    let isTrusted = false;
    const { hub, opened } = hubOf([aConnection({ id: 'a' })], () => isTrusted);
    assert.deepEqual(await hub.list(), []);
    assert.equal((await hub.engine('a')).ok, false);
    assert.deepEqual(opened, []);
    isTrusted = true;
    assert.equal((await hub.engine('a')).ok, true);
  });

  it('closes all engines', async () => {
    const { hub, closed } = hubOf([aConnection({ id: 'a' })]);
    await hub.engine('a');
    hub.dispose();
    await settled();
    assert.deepEqual(closed, ['a']);
  });
});
