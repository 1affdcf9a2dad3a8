// The tree over a real cluster with kinds of operators. No operator runs: the test makes their objects and says their states, Kubernetes makes the
// Job, the Deployment and the pods below them. The definitions hold names only, under the groups of the real ones.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DisposableStore } from '../../../src/domain/base/lifecycle.ts';
import { skipFor } from '../../harness/testReport.mjs';
import {
  createObject,
  makeDefinitions,
  type NamedKind,
  removeDefinitions,
  sayState,
} from '../../support/kubeDefinitions.ts';
import { clusterKubeconfig, KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { RealClusterTree } from '../../support/realClusterTree.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const GADGETS = `g${randomBytes(3).toString('hex')}.example.com`;
const KINDS: readonly NamedKind[] = [
  { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob' },
  { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet' },
  { apiVersion: `${GADGETS}/v1`, kind: 'Gadget' },
];

describe('workloads of operators in the tree of a real cluster', function () {
  this.timeout(150_000);
  const store = new DisposableStore();
  let kubectl: KubectlInNamespace;
  let tree: RealClusterTree;
  const made: string[] = [];

  before(async function () {
    // Definitions belong to the whole cluster: they are made in one of the test bed only.
    if (process.env['TRAINYARD_TEST_CLUSTER_STATE'] === undefined) return skipFor(this, 'no cluster of the test bed');
    kubectl = await KubectlInNamespace.open(this, 'custom');
    await makeDefinitions(kubectl, KINDS, made);
    tree = await RealClusterTree.open(store, clusterKubeconfig(this), kubectl.namespace);
  });
  after(async () => {
    store.dispose();
    await kubectl?.close();
    if (kubectl) await removeDefinitions(kubectl, made);
  });

  it('shows a training job in place of the job set and the job below it, with its state and its pods', async () => {
    const trainJob = await create('trainer.kubeflow.org/v1alpha1', 'TrainJob', 'llama');
    const jobSet = await create('jobset.x-k8s.io/v1alpha2', 'JobSet', 'llama-set', trainJob);
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(jobOf('llama-node-0', jobSet)));
    const row = await tree.rowNamed('training', 'llama', /^running, 1 of 1 pods ready · TrainJob/);
    assert.deepEqual(tree.labelsIn('training'), ['llama'], 'nothing below it stands beside it');
    const [pod] = tree.childrenOf(row);
    assert.match(pod?.label ?? '', /^llama-node-0-/);
    await state('trainjob', 'llama', { conditions: [conditionOf('Suspended', 'True', 'Suspended')] });
    await tree.rowNamed('training', 'llama', /^suspended/);
    await state('trainjob', 'llama', { conditions: [conditionOf('Complete', 'True', 'JobsCompleted')] });
    await tree.rowNamed('training', 'llama', /^completed/);
  });

  it('shows an object of a kind that it has never heard of in place of the Deployment that it owns', async () => {
    const gadget = await create(`${GADGETS}/v1`, 'Gadget', 'gadget');
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(deploymentOf('gadget-server', gadget)));
    await tree.rowNamed('serving', 'gadget', /^running, 1 of 1 pods ready · Gadget/);
    assert.deepEqual(tree.labelsIn('serving'), ['gadget']);
  });

  it('shows nothing of it when it is deleted', async () => {
    const before = tree.labelsIn('training');
    assert.deepEqual(before, ['llama']);
    await kubectl.ok(['delete', 'trainjob', 'llama', '--cascade=background']);
    await tree.until(
      () => (tree.labelsIn('training').length === 0 ? true : undefined),
      () => 'the job is gone with all below it',
    );
  });

  async function create(apiVersion: string, kind: string, name: string, owner?: Made): Promise<Made> {
    const metadata = { name, ...(owner ? { ownerReferences: [referenceTo(owner)] } : {}) };
    const uid = await createObject(kubectl, { apiVersion, kind, metadata, spec: {} });
    return { apiVersion, kind, name, uid };
  }

  const state = (plural: string, name: string, status: object) => sayState(kubectl, { plural, name }, status);
});

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

function referenceTo({ apiVersion, kind, name, uid }: Made): object {
  return { apiVersion, kind, name, uid, controller: true };
}

const container = { name: 'main', image: BUSYBOX, command: ['sleep', '600'] };

function jobOf(name: string, owner: Made): object {
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ownerReferences: [referenceTo(owner)] },
    spec: { template: { spec } },
  };
}

function deploymentOf(name: string, owner: Made): object {
  const spec = { terminationGracePeriodSeconds: 0, containers: [container] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ownerReferences: [referenceTo(owner)] },
    spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec } },
  };
}

function conditionOf(type: string, status: string, reason: string): object {
  return { type, status, reason, message: '', lastTransitionTime: new Date().toISOString() };
}
