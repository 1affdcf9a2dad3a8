import type { RuleInfo } from '../../lint/rule.ts';

const CRON_JOB = (apiVersion: string): string => `apiVersion: ${apiVersion}
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: report:1
`;
const QUEUE = (kind: string): string => `apiVersion: kueue.x-k8s.io/v1beta2
kind: ${kind}
metadata:
  name: team-a
  namespace: team-a
spec:
  clusterQueue: shared
`;
const LOST_VERSION = `kind: JobSet
metadata:
  name: train
spec:
  suspend: true
`;
const SLICE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: db
addressType: IPv4
endpoints:
  - addresses: [10.0.0.7]
`;
const ENDPOINTS = `apiVersion: v1
kind: Endpoints
metadata:
  name: db
subsets:
  - addresses:
      - ip: 10.0.0.7
`;

/** What is found of the kind and the apiVersion of an object. */
export const kindRules: readonly RuleInfo[] = [
  {
    id: 'k8s-missing-apiversion-kind',
    kinds: 'all',
    severity: 'error',
    isAboutAbsence: true,
    fix: 'safe',
    page: () => ({
      what: 'A document with `metadata` and `spec` lacks `apiVersion` or `kind`.',
      why: 'Nobody can tell what it is. kubectl refuses it.',
      source: 'Kubernetes documentation, Objects In Kubernetes: required fields.',
      bad: LOST_VERSION,
      good: CRON_JOB('batch/v1'),
    }),
  },
  {
    id: 'k8s-unknown-kind',
    kinds: 'all',
    severity: 'warning',
    fix: 'choice',
    page: () => ({
      what: 'A kind that is not in its apiVersion, where another spelling or another version is known.',
      why: 'The API server answers that it has no such resource. Kinds of groups that are not known are not judged; their CRDs can be in the workspace.',
      source: 'The kinds of Kubernetes 1.28 to 1.36 and of the operators whose schemas are bundled.',
      bad: QUEUE('LocalQeue'),
      good: QUEUE('LocalQueue'),
    }),
  },
  {
    id: 'k8s-deprecated-api',
    kinds: 'all',
    severity: 'warning',
    aliases: ['kube-linter/no-extensions-v1beta', 'kube-score/stable-version', 'trivy/KSV-0107'],
    page: () => ({
      what: 'An apiVersion that the chosen version of Kubernetes still serves and will give up.',
      why: 'After an upgrade of the cluster the manifest cannot be applied any more.',
      source: 'Kubernetes documentation, Deprecated API Migration Guide.',
      bad: ENDPOINTS,
      good: SLICE,
    }),
  },
  {
    id: 'k8s-removed-api',
    kinds: 'all',
    severity: 'error',
    fix: 'choice',
    aliases: ['kube-linter/no-extensions-v1beta', 'kube-score/stable-version', 'trivy/KSV-0107'],
    page: () => ({
      what: 'An apiVersion that the chosen version of Kubernetes does not serve any more.',
      why: 'The API server answers that it has no such resource; nothing is created.',
      source: 'Kubernetes documentation, Deprecated API Migration Guide.',
      bad: CRON_JOB('batch/v1beta1'),
      good: CRON_JOB('batch/v1'),
    }),
  },
];
