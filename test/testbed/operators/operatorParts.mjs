// @ts-check
// What there is to start, and what each needs. All run on the cluster's node, whose network is its own, so that ports never change.

/**
 * @typedef {import('../kubernetes/buildClusterPrograms.mjs').ClusterProgramName} ClusterProgramName
 *
 * @typedef {object} OperatorService
 * @property {string} namespace
 * @property {string} name As in the operator's manifests, which its webhooks name.
 * @property {number} port Where the operator listens.
 * @property {string} [portName] As in the Service.
 *
 * @typedef {object} OperatorPart
 * @property {ClusterProgramName & OperatorName} program Its config and manifests have the same name.
 * @property {string} [configFlag] Takes the file with its configuration.
 * @property {readonly string[]} flags
 * @property {readonly OperatorName[]} [needs] Started with it.
 * @property {boolean} [isRegisteredFirst] It ends when its webhooks are not registered yet.
 * @property {number} [healthPort] Without one its webhooks alone say that it is ready.
 * @property {string} [healthPath] The default is /readyz.
 * @property {readonly OperatorService[]} services
 * @property {readonly string[]} certificateFolders Where it looks for tls.crt and tls.key, whatever it is told.
 * @property {readonly Probe[]} probes What only its webhooks and servers can have answered; nothing is made.
 *
 * @typedef {object} Probe
 * @property {string} path
 * @property {object} [body] With it, something is created, without keeping it.
 * @property {(answer: any) => boolean} [isAnswered] The default is any answer.
 * @property {boolean} [isRefused] The right answer is that of a webhook that refuses it.
 *
 * @typedef {'jobset' | 'trainer' | 'training-operator' | 'kueue' | 'katib' | 'kserve' | 'volcano-admission' | 'volcano-controllers' | 'volcano-scheduler'} OperatorName
 */

/** In the order they start. @type {readonly OperatorPart[]} */
export const operatorParts = [
  {
    program: 'jobset',
    configFlag: 'config',
    flags: [],
    healthPort: 9450,
    services: [{ namespace: 'jobset-system', name: 'jobset-webhook-service', port: 9451 }],
    certificateFolders: ['/tmp/k8s-webhook-server/serving-certs', '/tmp/k8s-metrics-server/serving-certs'],
    probes: [
      {
        path: '/apis/jobset.x-k8s.io/v1alpha2/namespaces/default/jobsets?dryRun=All',
        body: probeOf('jobset.x-k8s.io/v1alpha2', 'JobSet', {
          replicatedJobs: [{ name: 'probe', template: { spec: { template: probePod('main') } } }],
        }),
        isAnswered: (answer) => answer.spec.successPolicy !== undefined,
      },
    ],
  },
  {
    program: 'trainer',
    configFlag: 'config',
    flags: [],
    needs: ['jobset'],
    healthPort: 9460,
    services: [
      {
        namespace: 'kubeflow-system',
        name: 'kubeflow-trainer-controller-manager',
        port: 9461,
        portName: 'webhook-server',
      },
    ],
    certificateFolders: ['/tmp/k8s-webhook-server/serving-certs'],
    probes: [
      {
        path: '/apis/trainer.kubeflow.org/v1alpha1/namespaces/default/trainjobs?dryRun=All',
        body: probeOf('trainer.kubeflow.org/v1alpha1', 'TrainJob', { runtimeRef: { name: 'no-such-runtime' } }),
        isRefused: true,
      },
    ],
  },
  {
    program: 'training-operator',
    configFlag: 'pytorch-init-container-template-file',
    flags: ['--metrics-bind-address=0', '--health-probe-bind-address=:9470', '--webhook-server-port=9471'],
    isRegisteredFirst: true,
    healthPort: 9470,
    services: [{ namespace: 'kubeflow', name: 'training-operator', port: 9471, portName: 'webhook-server' }],
    certificateFolders: ['/tmp/k8s-webhook-server/serving-certs'],
    probes: [
      {
        path: '/apis/kubeflow.org/v1/namespaces/default/pytorchjobs?dryRun=All',
        // The webhook wants a container named pytorch.
        body: probeOf('kubeflow.org/v1', 'PyTorchJob', {
          pytorchReplicaSpecs: { Master: { replicas: 1, template: probePod('other') } },
        }),
        isRefused: true,
      },
    ],
  },
  {
    program: 'kueue',
    configFlag: 'config',
    flags: ['--zap-log-level=info'],
    healthPort: 9440,
    services: [
      { namespace: 'kueue-system', name: 'kueue-webhook-service', port: 9441 },
      { namespace: 'kueue-system', name: 'kueue-visibility-server', port: 9442, portName: 'https' },
    ],
    // The last is for its server of what waits in queues.
    certificateFolders: ['/tmp/k8s-webhook-server/serving-certs', '/etc/kueue/metrics/certs', '/visibility'],
    probes: [
      {
        path: '/apis/batch/v1/namespaces/default/jobs?dryRun=All',
        body: probeOf('batch/v1', 'Job', { template: probePod('main') }, { 'kueue.x-k8s.io/queue-name': 'probe' }),
        isAnswered: (answer) => answer.spec.suspend === true,
      },
      { path: '/apis/visibility.kueue.x-k8s.io/v1beta2' },
    ],
  },
  {
    program: 'katib',
    configFlag: 'katib-config',
    flags: [],
    healthPort: 9510,
    services: [{ namespace: 'kubeflow', name: 'katib-controller', port: 9511, portName: 'webhook' }],
    certificateFolders: ['/tmp/cert'],
    probes: [
      {
        path: '/apis/kubeflow.org/v1beta1/namespaces/default/experiments?dryRun=All',
        // The webhook wants a label at the namespace, and much that is not here.
        body: probeOf('kubeflow.org/v1beta1', 'Experiment', {}),
        isRefused: true,
      },
    ],
  },
  {
    program: 'kserve',
    flags: ['--metrics-addr=0', '--health-probe-addr=:9520', '--webhook-port=9521'],
    healthPort: 9520,
    services: [{ namespace: 'kserve', name: 'kserve-webhook-server-service', port: 9521 }],
    certificateFolders: ['/tmp/k8s-webhook-server/serving-certs'],
    probes: [
      {
        path: '/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices?dryRun=All',
        // The webhook wants something that answers.
        body: probeOf('serving.kserve.io/v1beta1', 'InferenceService', { predictor: {} }),
        isRefused: true,
      },
    ],
  },
  {
    program: 'volcano-admission',
    flags: [
      '--port=9481',
      '--webhook-namespace=volcano-system',
      '--webhook-service-name=volcano-admission-service',
      '--enabled-admission=/jobs/mutate,/jobs/validate,/podgroups/validate,/queues/mutate,/queues/validate,/hypernodes/validate,/cronjobs/validate',
      ...['tls-cert-file=tls.crt', 'tls-private-key-file=tls.key', 'ca-cert-file=ca.crt'].map(
        (flag) => `--${flag.replace('=', '=/certificates/')}`,
      ),
    ],
    isRegisteredFirst: true,
    services: [{ namespace: 'volcano-system', name: 'volcano-admission-service', port: 9481 }],
    certificateFolders: ['/certificates'],
    probes: [
      {
        path: '/apis/batch.volcano.sh/v1alpha1/namespaces/default/jobs?dryRun=All',
        // The webhook wants a name of its own for each task.
        body: probeOf('batch.volcano.sh/v1alpha1', 'Job', {
          minAvailable: 1,
          schedulerName: 'volcano',
          tasks: ['twin', 'twin'].map((name) => ({ name, replicas: 1, template: probePod('main') })),
        }),
        isRefused: true,
      },
    ],
  },
  {
    program: 'volcano-controllers',
    flags: ['--leader-elect=false', '--enable-healthz=true', '--healthz-address=:9490'],
    needs: ['volcano-admission'],
    healthPort: 9490,
    healthPath: '/healthz',
    services: [],
    certificateFolders: [],
    probes: [],
  },
  {
    program: 'volcano-scheduler',
    configFlag: 'scheduler-conf',
    flags: ['--leader-elect=false', '--enable-healthz=true', '--healthz-address=:9500'],
    needs: ['volcano-admission', 'volcano-controllers'],
    healthPort: 9500,
    healthPath: '/healthz',
    services: [],
    certificateFolders: [],
    // It makes the queue itself.
    probes: [{ path: '/apis/scheduling.volcano.sh/v1beta1/queues/default' }],
  },
];

/**
 * @param {string} apiVersion
 * @param {string} kind
 * @param {object} spec
 * @param {object} [labels]
 */
function probeOf(apiVersion, kind, spec, labels = {}) {
  return { apiVersion, kind, metadata: { generateName: 'probe-', labels }, spec };
}

/** @param {string} container Its name. */
function probePod(container) {
  return { spec: { restartPolicy: 'Never', containers: [{ name: container, image: 'none' }] } };
}

/**
 * @param {readonly OperatorName[]} names
 * @returns {OperatorName[]} With those that they need.
 */
export function withNeeded(names) {
  const wanted = operatorParts.filter(({ program }) => names.includes(program));
  const all = new Set(wanted.flatMap(({ program, needs = [] }) => [program, ...needs]));
  return operatorNames.filter((name) => all.has(name));
}

export const operatorNames = operatorParts.map(({ program }) => program);
