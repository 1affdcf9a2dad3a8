// The files of a claim, through a pod that is made for them, on a real cluster.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { helperOwner } from '../../../src/adapters/kubernetes/claimLeftOvers.ts';
import { openClaim } from '../../../src/adapters/kubernetes/claimFiles.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodFiles } from '../../../src/adapters/kubernetes/podFiles.ts';
import { parsePodContainerId } from '../../../src/domain/cluster/podContainerId.ts';
import { claimOnDisk } from '../../support/kubeClaims.ts';
import { realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const never = new AbortController().signal;

describe('files of a claim', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  let folder: string;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'claim');
    transport = await realTransport();
    folder = mkdtempSync(join(tmpdir(), 'trainyard-claim-'));
    const items = [
      ...claimOnDisk(kubectl.namespace, 'data', 'ReadWriteOnce'),
      ...claimOnDisk(kubectl.namespace, 'own', 'ReadWriteOncePod'),
    ];
    await kubectl.ok(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  });
  after(async () => {
    transport?.dispose();
    if (!kubectl) return;
    rmSync(folder, { recursive: true, force: true });
    await kubectl.close();
    const volumes = ['data', 'own'].map((name) => `${kubectl.namespace}-${name}`);
    await kubectl.ok(['delete', 'pv', ...volumes, '--wait=false', '--ignore-not-found']);
  });

  it('are written when that was asked for, read without, and the pod goes with the hold', async () => {
    const request = { namespace: kubectl.namespace, claim: 'data', image: BUSYBOX };
    const write = valueOf(await openClaim(transport, { ...request, isWritable: true }, never));
    const script = ['sh', '-c', 'echo hello > /claim/note'];
    assert.equal(valueOf(await podExec(transport, parsePodContainerId(write.resource), script, never)).exitCode, 0);
    valueOf(await write.close());
    const read = valueOf(await openClaim(transport, { ...request, isWritable: false }, never));
    assert.notEqual(valueOf(await podExec(transport, parsePodContainerId(read.resource), script, never)).exitCode, 0);
    const target = { folder, overwrite: false };
    assert.deepEqual(
      valueOf(await new PodFiles(transport).copyOut(read.resource, `${read.folder}/note`, target, never)),
      ['note'],
    );
    assert.equal(readFileSync(join(folder, 'note'), 'utf8'), 'hello\n');
    valueOf(await read.close());
    valueOf(await read.close());
    assert.equal((await kubectl.ok(['get', 'pods', '-o', 'name'])).trim(), '');
  });

  it('are opened by a pod that is bounded, and what a killed window left is removed', async () => {
    const request = { namespace: kubectl.namespace, claim: 'data', image: BUSYBOX, isWritable: false };
    const dead = 2 ** 22 + 1;
    for (const [name, owner] of [
      ['left-over', helperOwner(dead)],
      ['of-this-window', helperOwner(process.pid)],
      ['of-somebody-else', 'f00f00f00f00-1'],
    ]) {
      const labels = `trainyard.dev/helper=claim-files,trainyard.dev/owner=${owner}`;
      const command = ['run', name ?? '', '--image', BUSYBOX, '--labels', labels, '--restart=Never', '--command', '--'];
      await kubectl.ok([...command, 'sleep', '600']);
    }
    const open = valueOf(await openClaim(transport, request, never));
    const names = (await kubectl.ok(['get', 'pods', '-o', 'name'])).split('\n');
    assert.ok(names.includes('pod/of-this-window') && names.includes('pod/of-somebody-else'));
    assert.ok(!names.includes('pod/left-over'));
    const { pod } = parsePodContainerId(open.resource);
    const path = ['.metadata.labels', '.spec.activeDeadlineSeconds', '.spec.containers[0].resources.limits'];
    const template = path.map((each) => `{${each}}`).join(' ');
    const shown = await kubectl.ok(['get', 'pod', pod, '-o', `jsonpath=${template}`]);
    assert.match(shown, /"app.kubernetes.io\/managed-by":"trainyard".* 3600 \{"cpu":"1","memory":"128Mi"\}/);
    valueOf(await open.close());
    await kubectl.ok(['delete', 'pods', '--all', '--grace-period=0', '--force', '--wait=false']);
  });

  it('are seen as the program sees them that uses the claim, on its node, unless it has the claim for itself', async () => {
    const request = { namespace: kubectl.namespace, claim: 'data', image: BUSYBOX, isWritable: true };
    const spec = {
      securityContext: { runAsUser: 1234, runAsGroup: 77, fsGroup: 88 },
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: 'main', image: BUSYBOX, command: ['sleep', '600'], volumeMounts: [{ name: 'd', mountPath: '/d' }] },
      ],
      volumes: [
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'o', persistentVolumeClaim: { claimName: 'own' } },
      ],
    };
    const trainer = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'trainer' }, spec };
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(trainer));
    await kubectl.ok(['wait', '--for=condition=Ready', 'pod/trainer', '--timeout=90s']);
    const open = valueOf(await openClaim(transport, request, never));
    const container = parsePodContainerId(open.resource);
    const who = valueOf(await podExec(transport, container, ['id'], never)).stdout;
    assert.match(who, /uid=1234.* gid=77.*88/);
    const [mine, theirs] = await Promise.all(
      [container.pod, 'trainer'].map((name) => kubectl.ok(['get', 'pod', name, '-o', 'jsonpath={.spec.nodeName}'])),
    );
    assert.equal(mine, theirs);
    valueOf(await open.close());
    const own = await openClaim(transport, { ...request, claim: 'own' }, never);
    assert.match(own.ok ? '' : own.failure.message, /Only one pod at a time may mount the claim own, and trainer does/);
    await kubectl.ok(['delete', 'pod', 'trainer', '--grace-period=0', '--force']);
  });

  it('are opened where root is not allowed, and not where nothing is on the claim', async () => {
    const label = 'pod-security.kubernetes.io/enforce';
    await kubectl.ok(['label', 'namespace', kubectl.namespace, `${label}=restricted`]);
    const request = { namespace: kubectl.namespace, claim: 'data', image: BUSYBOX, isWritable: false };
    const open = valueOf(await openClaim(transport, request, never));
    const who = valueOf(await podExec(transport, parsePodContainerId(open.resource), ['id', '-u'], never)).stdout;
    assert.equal(who, '1000\n');
    valueOf(await open.close());
    const spec = {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'nobody',
      resources: { requests: { storage: '1Gi' } },
    };
    const pending = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'pending' }, spec };
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(pending));
    const empty = await openClaim(transport, { ...request, claim: 'pending' }, never);
    assert.match(empty.ok ? '' : empty.failure.message, /has no volume yet/);
    const noImage = await openClaim(transport, { ...request, image: 'localhost:1/none:1' }, never);
    assert.match(noImage.ok ? '' : (noImage.failure.nextStep ?? ''), /helperImage/);
    const missing = await openClaim(transport, { ...request, claim: 'nothing' }, never);
    assert.match(missing.ok ? '' : missing.failure.message, /There is no claim nothing/);
    assert.equal((await kubectl.ok(['get', 'pods', '-o', 'name'])).trim(), '');
  });
});
