import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { TrackerChange } from '../../../../src/domain/experiments/trackerHub.ts';
import type * as changeTrackerModule from '../../../../src/views/experiments/changeTracker.ts';
import { useVscodeStandIn } from '../../../security/useVscodeStandIn.ts';
import { stillHub } from '../../../support/stillHub.ts';
import { stillTracker, trackedRun } from '../../../support/trackedRuns.ts';

const REFUSED = { code: 'rejected', message: 'the server does not like it', nextStep: 'Ask it.' } as const;
const GONE = { code: 'unreachable', message: 'The connection was lost; it is not known', nextStep: 'Look.' } as const;

const rows = (...names: readonly string[]) =>
  names.map(
    (name) => ({ kind: 'trackedRun', trackerId: 'mlflow:/mlruns', experimentId: 'one', runId: name, name }) as const,
  );

describe('changeRuns', () => {
  let changes: typeof changeTrackerModule;
  before(async () => {
    useVscodeStandIn();
    changes = await import('../../../../src/views/experiments/changeTracker.ts');
  });

  /** A hub with a tracker that has a writer, and what was said to those who show it. */
  function hubWith(parts: { readonly hasWriter?: boolean } = {}) {
    const writer = Reflect.get({ writer: {} }, 'writer');
    const tracker = parts.hasWriter === false ? stillTracker({}) : Object.assign(stillTracker({}), { writer });
    const hub = stillHub([tracker]);
    const told: TrackerChange[] = [];
    hub.onDidWrite((change) => told.push(change));
    return { hub, told };
  }

  it('tells those who show the tracker how the runs are now', async () => {
    const { hub, told } = hubWith();
    const act = async (_tracker: unknown, { runId }: { readonly runId: string }) =>
      Promise.resolve(ok(trackedRun(runId, { isDeleted: true })));
    const changed = await changes.changeRuns(hub, rows('a', 'b'), { title: 'x', act });
    assert.deepEqual([changed.done.map(({ name }) => name), changed.failure], [['a', 'b'], undefined]);
    assert.deepEqual(
      told.map(({ runs }) => runs?.map(({ id, isDeleted }) => [id, isDeleted])),
      [
        [
          ['a', true],
          ['b', true],
        ],
      ],
    );
  });

  it('goes on after one that is refused, names it, and has all read again', async () => {
    const { hub, told } = hubWith();
    const act = async (_tracker: unknown, { runId }: { readonly runId: string }) =>
      Promise.resolve(runId === 'b' ? fail(REFUSED) : ok(trackedRun(runId)));
    const changed = await changes.changeRuns(hub, rows('a', 'b', 'c'), { title: 'x', act });
    assert.deepEqual(
      changed.done.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.equal(changed.failure?.message, '1 of 3 runs are not changed. b: the server does not like it');
    assert.equal(changed.failure?.nextStep, 'Ask it.');
    assert.deepEqual(told, [{ trackerId: 'mlflow:/mlruns' }]);
  });

  it('asks for no other run when the server is gone', async () => {
    const { hub } = hubWith();
    const asked: string[] = [];
    const act = async (_tracker: unknown, { runId }: { readonly runId: string }) => {
      asked.push(runId);
      return Promise.resolve(runId === 'a' ? ok(trackedRun('a')) : fail(GONE));
    };
    const changed = await changes.changeRuns(hub, rows('a', 'b', 'c', 'd'), { title: 'x', act });
    assert.deepEqual(asked, ['a', 'b']);
    assert.match(changed.failure?.message ?? '', /^3 of 4 runs .* it is not known$/);
  });

  it('says of a tracker that is only read what can be done instead', async () => {
    const { hub } = hubWith({ hasWriter: false });
    const act = async () => Promise.reject(new Error('nothing may be asked'));
    const changed = await changes.changeRuns(hub, rows('a'), { title: 'x', act });
    assert.deepEqual([changed.failure?.code, changed.done], ['unsupported', []]);
    assert.match(changed.failure?.nextStep ?? '', /copy its runs/);
  });
});
