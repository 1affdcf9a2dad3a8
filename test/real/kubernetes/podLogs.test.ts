// Logs of pods of a real cluster: kubelet, containerd and API server as they are.
import assert from 'node:assert/strict';
import { after, before as beforeAll, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { PodLogSource } from '../../../src/adapters/kubernetes/podLogs.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { logBeforeRestartId } from '../../../src/domain/cluster/podContainerId.ts';
import { FollowedLog, makePod, realTransport } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** A pod that is started again and again and keeps a folder over its restarts. */
function podWithState(name: string, script: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'state', emptyDir: {} }],
      containers: [
        {
          name: 'main',
          image: BUSYBOX,
          command: ['sh', '-c', script],
          volumeMounts: [{ name: 'state', mountPath: '/state' }],
        },
      ],
    },
  };
}

describe('pod logs on a real cluster', function () {
  this.timeout(90_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  const follow = (pod: string, target: { readonly tail?: number; readonly since?: Date } = {}, probeMs = 10_000) =>
    new FollowedLog(new PodLogSource(transport, systemClock, { probeMs }), {
      resource: `${kubectl.namespace}/${pod}/main`,
      ...target,
    });

  const before = (pod: string, restart: number) =>
    new FollowedLog(new PodLogSource(transport, systemClock), {
      resource: logBeforeRestartId({ namespace: kubectl.namespace, pod, container: 'main' }, restart),
    });

  beforeAll(async function () {
    kubectl = await KubectlInNamespace.open(this, 'logs');
    transport = await realTransport();
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });

  it('follows from before the start to the end, with the exit code', async () => {
    await makePod(kubectl, { name: 'numbers', script: 'seq 1 20000; sleep 0.5; seq 20001 20100; printf last; exit 7' });
    const log = follow('numbers');
    const end = await log.ended;
    assert.deepEqual(log.lines, [...numbers(1, 20_100), 'last']);
    assert.equal(end?.kind === 'ended' && end.exitCode, 7, JSON.stringify(end));
  });

  it('gives the end of a log, and what came since a time', async () => {
    const tail = follow('numbers', { tail: 3 });
    await tail.ended;
    assert.deepEqual(tail.lines, ['20099', '20100', 'last']);
    const since = follow('numbers', { since: new Date(Date.now() + 60_000) });
    await since.ended;
    assert.deepEqual(since.lines, []);
  });

  it('keeps bytes, progress bars and long lines as they are', async () => {
    const script = String.raw`printf 'größe ✓ 🚂\n'; printf 'a\000b\n'; printf '10%%\r50%%\r100%%\n'; head -c 100000 /dev/zero | tr '\0' x; echo; echo end`;
    await makePod(kubectl, { name: 'bytes', script });
    const log = follow('bytes');
    await log.ended;
    assert.deepEqual(log.lines.slice(0, 3), ['größe ✓ 🚂', 'a\u0000b', '100%']);
    assert.equal(log.lines[3]?.length, 65_536);
    assert.equal(log.lines[4], 'end');
  });

  it('goes through a crash loop without losing a line', async () => {
    // Each start writes its number and counts to 300; the last lines come just before the end.
    const script =
      'n=$(cat /state/n 2>/dev/null || echo 0); n=$((n+1)); echo $n > /state/n; i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $n $i; done; exit 3';
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(podWithState('crash', script)));
    const log = follow('crash');
    await log.until(() => log.lines.includes('3 300'));
    await log.stop();
    assert.deepEqual(
      log.lines,
      [1, 2, 3].flatMap((start) => numbers(1, 300).map((line) => `${start} ${line}`)),
    );
    const restarts = log.markers.filter((each) => each.startsWith('container restarted'));
    assert.deepEqual(restarts, [
      'container restarted (#1), it had ended with exit code 3',
      'container restarted (#2), it had ended with exit code 3',
    ]);
  });

  it('gives the log before a restart as one of its own, which goes with the next restart', async () => {
    // The second process stays until the test has looked at the first one's log.
    const script =
      'n=$(cat /state/n 2>/dev/null || echo 0); n=$((n+1)); echo $n > /state/n; echo start $n; [ $n = 2 ] && while [ ! -e /state/go ]; do sleep 0.1; done; exit 3';
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(podWithState('before', script)));
    const log = follow('before');
    await log.until(() => log.lines.includes('start 2'));
    await log.stop();

    const late = follow('before');
    await late.until(() => late.lines.includes('start 2'));
    assert.match(late.markers[0] ?? '', /had been restarted before \(#1\).* exit code 3/);
    await late.stop();

    const first = before('before', 1);
    const end = await first.ended;
    assert.deepEqual(first.lines, ['start 1']);
    assert.equal(end?.kind === 'ended' && end.exitCode, 3, JSON.stringify(end));

    await kubectl.ok(['exec', 'before', '--', 'touch', '/state/go']);
    const waiting = 'jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff';
    await kubectl.ok(['wait', 'pod/before', `--for=${waiting}`, '--timeout=60s']);
    const gone = await before('before', 1).ended;
    assert.equal(gone?.kind === 'failed' && gone.failure.code, 'conflict', JSON.stringify(gone));
    const second = before('before', 2);
    await second.ended;
    assert.deepEqual(second.lines, ['start 2']);
  });

  it('says why a pod waits', async () => {
    await makePod(kubectl, { name: 'noimage', script: 'true', image: 'trainyard.invalid/none:1' });
    const log = follow('noimage');
    await log.until(() => log.markers.some((each) => /ErrImagePull|ImagePullBackOff/.test(each)));
    await log.stop();
  });

  it('ends when the pod is deleted, with its last lines', async () => {
    await makePod(kubectl, {
      name: 'deleted',
      script: "trap 'echo bye; exit 0' TERM; echo hello; while true; do sleep 0.1; done",
    });
    const log = follow('deleted');
    await log.until(() => log.lines.includes('hello'));
    await kubectl.ok(['delete', 'pod', 'deleted', '--grace-period=5', '--wait=false']);
    const end = await log.ended;
    assert.deepEqual(log.lines, ['hello', 'bye']);
    assert.equal(end?.kind, 'ended');
  });

  it('fails for a pod that is not there', async () => {
    const end = await follow('nobody').ended;
    assert.equal(end?.kind === 'failed' && end.failure.code, 'not-found');
  });
});
