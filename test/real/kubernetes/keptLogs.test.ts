// Logs that are read from this machine when their pods are gone: real pods, real disk.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { DiskSpools } from '../../../src/adapters/spool/diskSpools.ts';
import { DiskKeptLogs } from '../../../src/adapters/spool/keptLogs.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { ok } from '../../../src/domain/base/failure.ts';
import { ClusterLogs } from '../../../src/domain/cluster/clusterLogs.ts';
import { podSelectionId } from '../../../src/domain/cluster/logResource.ts';
import { podContainerId } from '../../../src/domain/cluster/podContainerId.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { LogSession } from '../../../src/domain/logs/logSession.ts';
import { LogSessions } from '../../../src/domain/logs/logSessions.ts';
import { makePod } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Resolves as soon as it holds. */
function becomes(session: LogSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      for (const each of listeners) each.dispose();
      resolve();
    };
    const listeners = [session.onDidAppend(look), session.onDidChange(look)];
    look();
  });
}

describe('the log of a pod that is gone', function () {
  this.timeout(90_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'kept');
    cluster = await openedCluster(await clusterContext());
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  it('is read from this machine after the pod was deleted, alone and merged, and says until when', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-kept-'));
    const kept = new DiskKeptLogs(join(folder, 'kept'), () => ({ days: 1, bytes: 1_000_000 }));
    const logs = new ClusterLogs(cluster, systemClock, {
      kept: (log, signal) => kept.linesOf('kube:test', log, signal),
    });
    const sessions = new LogSessions({
      clock: systemClock,
      isKept: () => true,
      sourceOf: async () => ok(logs),
      spools: new DiskSpools(join(folder, 'logs'), { keep: kept.keep }),
    });
    const labels = { run: 'outlived' };
    await makePod(kubectl, { name: 'outlived', labels, script: 'seq 1 500; sleep 600' });
    const { namespace } = kubectl;
    const alone = podContainerId({ namespace, pod: 'outlived', container: 'main' });
    const merged = podSelectionId({ namespace, labels: new Map(Object.entries(labels)) });
    const holds = [alone, merged].map((resource) => sessions.hold('kube:test', resource));
    for (const { session } of holds) await becomes(session, () => session.lastLines(1000).length >= 500);
    for (const hold of holds) hold.dispose();
    await kubectl.ok(['delete', 'pod', 'outlived', '--force', '--grace-period=0']);

    const later = sessions.hold('kube:test', alone).session;
    await becomes(later, () => later.state.kind === 'ended');
    assert.deepEqual(later.lastLines(1000), numbers(1, 500));
    const { end } = later.buffer;
    assert.match(later.buffer.slice(end - 1, end)[0]?.text ?? '', /The pod is gone.* until \d/);
    const all = sessions.hold('kube:test', merged).session;
    await becomes(all, () => all.lastLines(1000).length >= 500);
    assert.deepEqual(all.lastLines(1000), numbers(1, 500));
    sessions.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
});
