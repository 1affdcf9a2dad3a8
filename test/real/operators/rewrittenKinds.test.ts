// Which kinds a webhook writes again before their schema is asked, so that an amount with a fraction is taken: `isRewritten`, told by the real webhooks.
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { isRewritten } from '../../../src/language/schema/rewrittenKinds.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { realOperators } from '../../support/operators.ts';

const pod = (cpu: unknown, name = 'main') => ({
  spec: { restartPolicy: 'Never', containers: [{ name, image: 'a:1', resources: { requests: { cpu } } }] },
});

/** Specs that the operators take, but for the amount where it has to be text. */
const SPECS: Readonly<Record<string, (cpu: unknown) => object>> = {
  'kueue.x-k8s.io/v1beta2 ClusterQueue': (cpu) => {
    const flavors = [{ name: 'main', resources: [{ name: 'cpu', nominalQuota: cpu }] }];
    return { namespaceSelector: {}, resourceGroups: [{ coveredResources: ['cpu'], flavors }] };
  },
  'kueue.x-k8s.io/v1beta2 Workload': (cpu) => ({ podSets: [{ name: 'main', count: 1, template: pod(cpu) }] }),
  'trainer.kubeflow.org/v1alpha1 TrainJob': (cpu) => ({
    runtimeRef: { name: 'torch-distributed' },
    trainer: { image: 'a:1', resourcesPerNode: { requests: { cpu } } },
  }),
  'trainer.kubeflow.org/v1alpha1 TrainingRuntime': (cpu) => ({
    template: { spec: { replicatedJobs: [{ name: 'node', template: { spec: { template: pod(cpu) } } }] } },
  }),
  'jobset.x-k8s.io/v1alpha2 JobSet': (cpu) => ({
    replicatedJobs: [{ name: 'main', template: { spec: { template: pod(cpu) } } }],
  }),
  'kubeflow.org/v1 PyTorchJob': (cpu) => ({
    pytorchReplicaSpecs: { Master: { replicas: 1, template: pod(cpu, 'pytorch') } },
  }),
  'batch.volcano.sh/v1alpha1 Job': (cpu) => ({
    minAvailable: 1,
    tasks: [{ name: 'main', replicas: 1, template: pod(cpu) }],
  }),
  'serving.kserve.io/v1beta1 InferenceService': (cpu) => ({
    predictor: {
      model: { modelFormat: { name: 'sklearn' }, storageUri: 's3://a/b', resources: { requests: { cpu } } },
    },
  }),
  'serving.kserve.io/v1alpha1 InferenceGraph': (cpu) => ({
    nodes: { root: { routerType: 'Sequence', steps: [{ serviceName: 'a' }] } },
    resources: { requests: { cpu } },
  }),
  'serving.kserve.io/v1alpha1 ServingRuntime': (cpu) => ({
    supportedModelFormats: [{ name: 'sklearn', version: '1' }],
    containers: [{ name: 'kserve-container', image: 'a:1', resources: { requests: { cpu } } }],
  }),
};

describe('kinds that a webhook writes again', function () {
  this.timeout(600_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'rewritten-kinds');
    await realOperators(this);
  });
  after(() => kubectl?.close());

  for (const [name, spec] of Object.entries(SPECS)) {
    it(`${name}: ${isRewritten(name) ? 'is' : 'is not'}`, async () => {
      const [apiVersion, kind] = name.split(' ');
      const create = (cpu: unknown) => {
        const object = { apiVersion, kind, metadata: { name: 'main' }, spec: spec(cpu) };
        return kubectl.run(['create', '--dry-run=server', '--validate=strict', '-f', '-'], stringify(object));
      };
      const [text, fraction] = await Promise.all([create('500m'), create(0.5)]);
      assert.equal(text.code, 0, text.stderr);
      assert.equal(fraction.code === 0, isRewritten(name), fraction.stderr);
    });
  }
});
