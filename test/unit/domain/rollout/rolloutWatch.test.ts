import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Workload } from '../../../../src/domain/cluster/clusterObject.ts';
import { followRollout } from '../../../../src/domain/rollout/rolloutWatch.ts';
import { clusterStage } from '../../../support/clusters.ts';
import { settled } from '../../../support/engines.ts';
import { aMeta, aWorkload } from '../../../support/kubeFacts.ts';
import { ManualClock } from '../../../support/manualClock.ts';

async function follow(from?: string) {
  const stage = clusterStage();
  const cluster = await stage.hub.cluster('kube:lab');
  assert.ok(cluster.ok);
  const steps: string[] = [];
  const abort = new AbortController();
  const options = { clock: new ManualClock(), onStep: ({ kind }: { readonly kind: string }) => steps.push(kind) };
  const target = { namespace: 'ml', name: 'web', ...(from === undefined ? {} : { from }) };
  const ended = followRollout(cluster.value.reader, target, options, abort.signal);
  await settled();
  const set = async (...list: readonly Workload[]) => {
    const value = new Map(list.map((each) => [each.meta.uid, each]));
    stage.watched<'deployments'>('lab deployments ml').set({ state: 'ready', value });
    await settled();
  };
  return { ...stage, steps, ended, abort, set };
}

const web = (facts: Partial<Workload>, resourceVersion = '5') =>
  aWorkload({ ...facts, meta: aMeta({ name: 'web', resourceVersion }) });
const going = { desired: 2, ready: 1, updated: 1, available: 1 };
const done = { desired: 2, ready: 2, updated: 2, available: 2 };

describe('following a rollout', () => {
  it('says each step and ends when it is done', async () => {
    const { steps, ended, set, watched } = await follow();
    await set(web(going));
    await set(web(done));
    const result = await ended;
    assert.ok(result.ok && result.value.kind === 'done');
    assert.deepEqual([...new Set(steps)], ['progressing', 'done']);
    assert.equal(watched('lab deployments ml').disposed, 1);
  });

  it('does not take the version before the change for the new one', async () => {
    const { steps, ended, set } = await follow('9');
    await set(web(done, '8'));
    assert.deepEqual(steps, []);
    await set(web(done, '10'));
    assert.ok((await ended).ok);
  });

  it('ends with a failure when the Deployment is gone', async () => {
    const { ended, set } = await follow();
    await set();
    const result = await ended;
    assert.ok(!result.ok && result.failure.code === 'not-found');
  });

  it('lets go of its watches when it is cancelled', async () => {
    const { ended, abort, set, watched } = await follow();
    await set(web(going));
    abort.abort();
    const result = await ended;
    assert.ok(!result.ok && result.failure.code === 'cancelled');
    assert.equal(watched('lab pods ml').disposed, 1);
  });
});
