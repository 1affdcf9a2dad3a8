import { deploymentWith } from '../../lint/examples.ts';
import type { RuleInfo } from '../../lint/rule.ts';

const MEASURED = 'sigs.k8s.io/yaml 1.6.0, measured.';
const ENV = (value: string): string => deploymentWith(`image: web:1\nenv:\n  - name: LEVEL\n    value: ${value}`);
const LIMITED = (memory: string): string =>
  deploymentWith(`image: web:1\nresources:\n  limits:\n    memory: ${memory}`);
const MOUNTED = (mode: string): string =>
  deploymentWith(
    'image: web:1\nvolumeMounts:\n  - name: keys\n    mountPath: /keys',
    `volumes:\n  - name: keys\n    secret:\n      secretName: keys\n      defaultMode: ${mode}`,
  );
const RAY = (cpu: string): string => `apiVersion: ray.io/v1
kind: RayCluster
metadata:
  name: ray
spec:
  headGroupSpec:
    rayStartParams: {}
    template:
      spec:
        containers:
          - name: head
            image: ray:2
            resources:
              limits:
                cpu: ${cpu}
                memory: 8Gi
`;
const FLAVOR = (effect: string): string => `apiVersion: kueue.x-k8s.io/v1beta2
kind: ResourceFlavor
metadata:
  name: a100
spec:
  tolerations:
    - key: gpu
      operator: Exists
      effect: ${effect}
`;
const TRIALS = (parallel: number): string => `apiVersion: kueue.x-k8s.io/v1beta2
kind: LocalQueue
metadata:
  name: team-a
  namespace: team-a
spec:
  clusterQueue: ${'shared-'.repeat(parallel)}queue
`;

/** What is found of the values of fields. */
export const valueRules: readonly RuleInfo[] = [
  {
    id: 'k8s-wrong-type',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    page: () => ({
      what: 'A value of another type than the field takes.',
      why: 'The API server cannot read the object and refuses all of it.',
      source: 'The published schema of the kind.',
      bad: deploymentWith('image: web:1\nports:\n  - containerPort: "8080"'),
      good: deploymentWith('image: web:1\nports:\n  - containerPort: 8080'),
    }),
  },
  {
    id: 'k8s-enum',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    page: () => ({
      what: 'A value that is none of those a field allows.',
      why: 'The API server refuses the object.',
      source: 'The published schema of the kind; the types of Kubernetes for its own kinds.',
      bad: deploymentWith('image: web:1\nimagePullPolicy: always'),
      good: deploymentWith('image: web:1\nimagePullPolicy: Always'),
    }),
  },
  {
    id: 'k8s-pattern-format',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A value that breaks the pattern, the format, the bounds or the length that the schema of its field sets.',
      why: 'The API server refuses the object.',
      source: 'The published schema of the kind.',
      bad: TRIALS(40),
      good: TRIALS(1),
    }),
  },
  {
    id: 'crd-cel',
    kinds: 'custom resources',
    severity: 'error',
    page: () => ({
      what: 'A rule that the kind brings along (`x-kubernetes-validations`) does not hold.',
      why: 'The API server asks these rules when the object is created and refuses it. The message is that of the rule.',
      source:
        'The CRD of the kind. Rules about a change of the object are not asked, because a file has no older version.',
      bad: FLAVOR('NoSchedul'),
      good: FLAVOR('NoSchedule'),
    }),
  },
  {
    id: 'k8s-quantity-syntax',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    silences: ['k8s-wrong-type', 'k8s-pattern-format'],
    page: () => ({
      what: 'An amount that Kubernetes cannot read, such as `16GB` or `1.5 Gi`, or thousandths of a byte.',
      why: 'Units are `Ki Mi Gi Ti` or `k M G T`, without a B and without a blank; another text is refused. `m` is a thousandth, so `512m` of memory is half a byte.',
      source: 'k8s.io/apimachinery, pkg/api/resource.',
      bad: LIMITED('16GB'),
      good: LIMITED('16Gi'),
    }),
  },
  {
    id: 'crd-quantity-float',
    kinds: 'custom resources',
    severity: 'error',
    fix: 'safe',
    silences: ['k8s-wrong-type', 'k8s-pattern-format'],
    page: () => ({
      what: 'An unquoted number with a fraction where a custom resource takes a whole number or text.',
      why: 'The pods of Kubernetes itself take `cpu: 0.5`. The copy of a pod in a CRD does not: the API server refuses the object.',
      source: 'apiextensions-apiserver, validation of x-kubernetes-int-or-string.',
      bad: RAY('0.5'),
      good: RAY('"0.5"'),
    }),
  },
  {
    id: 'yaml-11-bool',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    silences: ['k8s-wrong-type', 'k8s-pattern-format'],
    page: () => ({
      what: 'An unquoted `yes`, `no`, `on`, `off`, `y` or `n` where a field wants text.',
      why: 'kubectl reads YAML 1.1, in which these words are booleans. The API server then refuses the object.',
      source: MEASURED,
      bad: ENV('yes'),
      good: ENV('"yes"'),
    }),
  },
  {
    id: 'yaml-11-number',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    silences: ['k8s-wrong-type', 'k8s-pattern-format'],
    page: () => ({
      what: 'An unquoted `012`, `0x1F`, `1_000`, `1e3` or `1.0` where a field wants text.',
      why: 'kubectl reads a number, often another one than it looks like. The API server then refuses the object.',
      source: MEASURED,
      bad: ENV('012'),
      good: ENV('"012"'),
    }),
  },
  {
    id: 'yaml-octal-mode',
    kinds: 'pods',
    severity: 'info',
    fix: 'choice',
    page: () => ({
      what: 'A file mode such as `644` without the leading zero that makes it octal.',
      why: 'It is read as a decimal number: `644` is mode 1204. Files are then unreadable, or open to everybody, or the pod is refused.',
      source: MEASURED,
      bad: MOUNTED('400'),
      good: MOUNTED('0400'),
    }),
  },
];
