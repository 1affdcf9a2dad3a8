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
 * @property {readonly string[]} flags
 * @property {number} healthPort
 * @property {readonly OperatorService[]} services
 * @property {readonly string[]} certificateFolders Where it looks for tls.crt and tls.key, whatever it is told.
 * @property {readonly Probe[]} probes What only its webhooks and servers can have answered; nothing is made.
 *
 * @typedef {object} Probe
 * @property {string} path
 * @property {object} [body] With it, something is created, without keeping it.
 * @property {(answer: any) => boolean} isAnswered
 *
 * @typedef {'kueue'} OperatorName
 */

/** In the order they start. @type {readonly OperatorPart[]} */
export const operatorParts = [
  {
    program: 'kueue',
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
        body: probeJob(),
        isAnswered: (answer) => answer.spec.suspend === true,
      },
      { path: '/apis/visibility.kueue.x-k8s.io/v1beta2', isAnswered: () => true },
    ],
  },
];

/** A job that waits in a queue: Kueue holds it. */
function probeJob() {
  const containers = [{ name: 'main', image: 'none' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'probe-', labels: { 'kueue.x-k8s.io/queue-name': 'probe' } },
    spec: { template: { spec: { restartPolicy: 'Never', containers } } },
  };
}

export const operatorNames = operatorParts.map(({ program }) => program);
