// The files of a claim, through a pod that is made for them, on a real cluster.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openClaim } from '../../../src/adapters/kubernetes/claimFiles.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodFiles } from '../../../src/adapters/kubernetes/podFiles.ts';
import { parsePodContainerId } from '../../../src/domain/cluster/podContainerId.ts';
import { BUSYBOX, realTransport, TestNamespace, valueOf } from '../../support/kubeStreams.ts';

const never = new AbortController().signal;

describe('files of a claim', function () {
  this.timeout(120_000);
  let kubectl: TestNamespace;
  let transport: KubeTransport;
  let folder: string;

  before(async function () {
    const opened = await TestNamespace.open('claim');
    if (!opened) return this.skip();
    kubectl = opened;
    transport = await realTransport();
    folder = mkdtempSync(join(tmpdir(), 'trainyard-claim-'));
    const name = kubectl.namespace;
    const common = { accessModes: ['ReadWriteOnce'], storageClassName: name };
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: { ...common, capacity: { storage: '1Gi' }, hostPath: { path: `/tmp/${name}`, type: 'DirectoryOrCreate' } },
    };
    const resources = { requests: { storage: '1Gi' } };
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { ...common, resources },
    };
    await kubectl.ok(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [volume, claim] }));
  });
  after(async () => {
    transport?.dispose();
    if (!kubectl) return;
    rmSync(folder, { recursive: true, force: true });
    await kubectl.close();
    await kubectl.ok(['delete', 'pv', kubectl.namespace, '--wait=false', '--ignore-not-found']);
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
});
