import { deploymentWith } from '../../lint/examples.ts';
import type { RuleInfo } from '../../lint/rule.ts';

const SCHEMA = 'The published schema of the kind.';

/** What is found of the fields of an object. */
export const fieldRules: readonly RuleInfo[] = [
  {
    id: 'k8s-unknown-field',
    kinds: 'all',
    severity: 'error',
    fix: 'safe',
    page: () => ({
      what: 'A field that its kind does not have.',
      why: 'kubectl refuses it. Other clients drop it without a word, so what was meant never happens.',
      source: `${SCHEMA} Strict field validation of the API server.`,
      bad: deploymentWith('image: web:1\nimagePullPolcy: Always'),
      good: deploymentWith('image: web:1\nimagePullPolicy: Always'),
    }),
  },
  {
    id: 'k8s-missing-required',
    kinds: 'all',
    severity: 'error',
    isAboutAbsence: true,
    page: () => ({
      what: 'A field is missing that nobody fills in.',
      why: 'The API server refuses the object. Fields with a default, and those that a webhook fills in, are not asked for.',
      source: SCHEMA,
      bad: deploymentWith('image: web:1\nports:\n  - name: http'),
      good: deploymentWith('image: web:1\nports:\n  - name: http\n    containerPort: 8080'),
    }),
  },
  {
    id: 'k8s-readonly-field',
    kinds: 'all',
    severity: 'warning',
    fix: 'safe',
    page: () => ({
      what: 'A field that the server fills in, such as `status` or `metadata.uid`, stands in a manifest.',
      why: 'It came from a live object. The server drops it or, with an old `resourceVersion` or another `uid`, refuses the whole object as a conflict.',
      source: 'Kubernetes API conventions, Metadata and Spec and Status.',
      bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  uid: 0b7c1f4e-6f0e-4f2f-9c3a-8f6d1f3f2f11\ndata:\n  a: "1"\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: "1"\n',
    }),
  },
  {
    id: 'yaml-null-value',
    kinds: 'all',
    severity: 'warning',
    fix: 'safe',
    isAboutAbsence: true,
    page: () => ({
      what: 'A field with nothing behind its colon.',
      why: 'It is null, and null means “not there”: a volume with an empty `emptyDir` has no source, an empty `resources` sets nothing.',
      source: 'sigs.k8s.io/yaml 1.6.0 and the API server of 1.34, measured.',
      bad: deploymentWith('image: web:1\nargs:'),
      good: deploymentWith('image: web:1\nargs: []'),
    }),
  },
];
