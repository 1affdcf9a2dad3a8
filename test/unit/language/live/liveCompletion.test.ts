import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LiveCluster } from '../../../../src/domain/cluster/liveCluster.ts';
import { editedSpec } from '../../../../src/language/editing/editedSpec.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { FileTools } from '../../../../src/server/fileTools.ts';
import { nodeHost } from '../../../../src/server/node/nodeHost.ts';

const LAB: LiveCluster = {
  clusterId: 'kube:lab',
  context: 'lab',
  namespace: 'team-a',
  version: 'v1.34.4',
  namespaces: ['team-a', 'team-b'],
  names: [
    { groupKind: '/Secret', namespace: 'team-a', names: ['hub'] },
    { groupKind: '/Secret', namespace: 'team-b', names: ['other-hub'] },
    { groupKind: '/ConfigMap', namespace: 'team-a', names: ['settings', 'evil: "x"\ninjected'] },
    { groupKind: '/PersistentVolumeClaim', namespace: 'team-a', names: ['datasets'] },
    { groupKind: '/ServiceAccount', namespace: 'team-b', names: ['trainer'] },
    { groupKind: 'storage.k8s.io/StorageClass', names: ['fast'] },
    { groupKind: 'scheduling.k8s.io/PriorityClass', names: ['low'] },
    { groupKind: 'node.k8s.io/RuntimeClass', names: ['nvidia'] },
    { groupKind: 'kueue.x-k8s.io/LocalQueue', namespace: 'team-a', names: ['team'] },
    { groupKind: 'kueue.x-k8s.io/ClusterQueue', names: ['all'] },
    { groupKind: 'trainer.kubeflow.org/ClusterTrainingRuntime', names: ['torch-distributed'] },
  ],
  labels: [
    { key: 'nvidia.com/gpu.product', values: ['NVIDIA-L4', 'Tesla-T4'] },
    { key: 'pool', values: ['1', 'on'] },
  ],
  resources: ['cpu', 'example.com/fpga', 'nvidia.com/gpu'],
  waiting: [],
};

/** What is offered at `‸`, as `label (detail)`. */
function offered(marked: string, clusters: readonly LiveCluster[] = [LAB], others: readonly string[] = []) {
  const tools = new FileTools(nodeHost);
  tools.live.learn(clusters);
  const { manifests } = tools.of('a');
  others.forEach((text, at) => manifests.tools.index.set(`${at}`, readManifests(text)));
  const text = marked.replace('‸', '');
  const positions = TextDocument.create('a', 'yaml', 1, text);
  const file = manifests.open({ uri: 'a', text, positions, isChecked: true });
  const items = file.completion(positions.positionAt(marked.indexOf('‸')));
  return {
    all: items.map(({ label, detail }) => `${label} (${detail ?? ''})`),
    newText: (label: string) => items.find((item) => item.label === label)?.textEdit?.newText,
  };
}

const pod = (spec: string, metadata = '{ name: a }') =>
  `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const terms = (rest: string) =>
  pod(
    `affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n        - matchExpressions:\n${rest.replace(/^/gm, '            ')}`,
  );

describe('completion of what connected clusters have', () => {
  it('offers labels of nodes and their values, and says from which context', () => {
    assert.deepEqual(offered(pod('nodeSelector:\n  ‸')).all, ['nvidia.com/gpu.product (lab)', 'pool (lab)']);
    assert.equal(offered(pod('nodeSelector:\n  ‸')).newText('pool'), 'pool: ');
    const values = offered(pod('nodeSelector:\n  nvidia.com/gpu.product: ‸'));
    assert.deepEqual(values.all, ['NVIDIA-L4 (lab)', 'Tesla-T4 (lab)']);
  });

  it('quotes what the cluster would read as something else than text, and whatever a server made up', () => {
    const values = offered(pod('nodeSelector:\n  pool: ‸'));
    assert.deepEqual([values.newText('1'), values.newText('on')], ['"1"', '"on"']);
    const names = offered(pod('containers:\n  - envFrom:\n      - configMapRef:\n          name: ‸'));
    const made = names.all.find((one) => one.startsWith('evil'))?.replace(' (lab)', '');
    assert.doesNotMatch(made ?? '', /\n/);
    assert.equal(names.newText(made ?? ''), '"evil: \\"x\\"\\ninjected"');
  });

  it('offers keys and values in terms of node affinity, and nothing there for pods', () => {
    assert.deepEqual(offered(terms('- key: ‸')).all, ['nvidia.com/gpu.product (lab)', 'pool (lab)']);
    const values = offered(terms('- key: nvidia.com/gpu.product\n  operator: In\n  values:\n    - Tesla-T4\n    - ‸'));
    assert.deepEqual(values.all, ['NVIDIA-L4 (lab)']);
    assert.deepEqual(offered(terms('- key: nvidia.com/gpu.product\n  operator: In\n  values: [‸]')).all.length, 2);
    const ofPods = pod(
      'affinity:\n  podAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      - labelSelector:\n          matchExpressions:\n            - key: ‸',
    );
    assert.deepEqual(offered(ofPods).all, []);
  });

  it('offers resources that nodes have', () => {
    const all = offered(pod('containers:\n  - name: a\n    resources:\n      limits:\n        cpu: 1\n        ‸')).all;
    assert.ok(all.includes('example.com/fpga (lab)') && all.includes('nvidia.com/gpu (lab)'), all.join());
    assert.ok(!all.some((one) => one.startsWith('cpu')));
  });

  it('offers names of the namespace that is meant', () => {
    const secret = 'containers:\n  - envFrom:\n      - secretRef:\n          name: ‸';
    assert.deepEqual(offered(pod(secret)).all, ['hub (lab)']);
    assert.deepEqual(offered(pod(secret, '{ name: a, namespace: team-b }')).all, ['other-hub (lab)']);
    assert.deepEqual(offered(pod('serviceAccountName: ‸', '{ name: a, namespace: team-b }')).all, ['trainer (lab)']);
    assert.deepEqual(offered(pod('volumes:\n  - persistentVolumeClaim:\n      claimName: ‸')).all, ['datasets (lab)']);
    assert.deepEqual(offered(pod('', '{ name: a, namespace: ‸ }')).all, ['team-a (lab)', 'team-b (lab)']);
  });

  it('offers classes, queues and runtimes', () => {
    const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a }\nspec:\n  storageClassName: ‸\n';
    assert.deepEqual(offered(claim).all, ['fast (lab)']);
    assert.deepEqual(offered(pod('priorityClassName: ‸')).all, ['low (lab)']);
    assert.deepEqual(offered(pod('runtimeClassName: ‸')).all, ['nvidia (lab)']);
    const job =
      'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n  labels:\n    kueue.x-k8s.io/queue-name: ‸\nspec: {}\n';
    assert.deepEqual(offered(job).all, ['team (lab)']);
    const queue =
      'apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: { name: a }\nspec:\n  clusterQueue: ‸\n';
    assert.deepEqual(offered(queue).all, ['all (lab)']);
    const train =
      'apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nmetadata: { name: a }\nspec:\n  runtimeRef:\n    name: ‸\n';
    assert.deepEqual(offered(train).all, ['torch-distributed (lab)']);
  });

  it('says of a name in a file that a cluster has it too, and of what is not heard any more since when', () => {
    const file =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: hub }\n---\nkind: Secret\napiVersion: v1\nmetadata: { name: new }\n';
    const secret = 'imagePullSecrets:\n  - name: ‸';
    assert.deepEqual(offered(pod(secret), [LAB], [file]).all, ['hub (Secret · lab)', 'new (Secret)']);
    const old = { ...LAB, staleSince: '2030-01-01T10:00:00Z' };
    assert.match(offered(pod('priorityClassName: ‸'), [old]).all[0] ?? '', /^low \(lab, not heard since .*\d\d.*\)$/);
    const both = [LAB, { ...LAB, context: 'prod' }];
    assert.deepEqual(offered(pod('priorityClassName: ‸'), both).all, ['low (lab, prod)']);
  });

  it('is silent without a cluster', () => {
    assert.deepEqual(offered(pod('nodeSelector:\n  ‸'), []).all, []);
    assert.deepEqual(offered(pod('priorityClassName: ‸'), []).all, []);
  });

  it('knows targets and claims of a trainyard.yaml', () => {
    const tools = new FileTools(nodeHost);
    tools.live.learn([LAB]);
    const at = (marked: string) => {
      const text = marked.replace('‸', '');
      const positions = TextDocument.create('a', 'yaml', 1, text);
      const items = editedSpec('a', text, { live: tools.live }).completion(positions.positionAt(marked.indexOf('‸')));
      return items.filter(({ detail }) => detail === 'lab').map(({ label }) => label);
    };
    const target = (line: string) =>
      `version: 1\ntargets:\n  k:\n    kubernetes:\n      namespace: team-b\n      ${line}\n`;
    assert.deepEqual(at(target('context: ‸')), ['lab']);
    assert.deepEqual(at(target('serviceAccount: ‸')), ['trainer']);
    assert.deepEqual(at(target('priorityClass: ‸')), ['low']);
    assert.deepEqual(at(target('pullSecrets: [‸]')), ['other-hub']);
    const workload = (rest: string) => `version: 1\nworkloads:\n  w:\n    image: x\n${rest}`;
    assert.deepEqual(at(workload('    resources: { gpu: { model: ‸ } }\n')), ['NVIDIA-L4', 'Tesla-T4']);
    assert.deepEqual(at(workload('    mounts:\n      - pvc: ‸\n')), ['datasets']);
  });
});
