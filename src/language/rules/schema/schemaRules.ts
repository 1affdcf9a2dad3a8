import { deploymentWith } from '../../lint/examples.ts';
import type { RuleInfo } from '../../lint/rule.ts';

/** What is found with the schemas of kinds: rules without a check of their own. */
export const schemaRules: readonly RuleInfo[] = [
  {
    id: 'k8s-unknown-field',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A field that its kind does not have.',
      why: 'kubectl refuses it. Other clients drop it without a word, so what was meant never happens.',
      source: 'The published schema of the kind; strict field validation of the API server.',
      bad: deploymentWith('image: web:1\nimagePullPolcy: Always'),
      good: deploymentWith('image: web:1\nimagePullPolicy: Always'),
    }),
  },
  {
    id: 'k8s-wrong-type',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A value of another type than the field takes.',
      why: 'The API server cannot read the object and refuses all of it.',
      source: 'The published schema of the kind.',
      bad: deploymentWith('image: web:1\nports:\n  - containerPort: "http"'),
      good: deploymentWith('image: web:1\nports:\n  - containerPort: 8080'),
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
      source: 'The published schema of the kind.',
      bad: deploymentWith('image: web:1\nports:\n  - name: http'),
      good: deploymentWith('image: web:1\nports:\n  - name: http\n    containerPort: 8080'),
    }),
  },
  {
    id: 'k8s-enum',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A value that is none of those a field allows.',
      why: 'The API server refuses the object.',
      source: 'The published schema of the kind, and the types of Kubernetes for its own kinds.',
      bad: deploymentWith('image: web:1\nimagePullPolicy: always'),
      good: deploymentWith('image: web:1\nimagePullPolicy: Always'),
    }),
  },
  {
    id: 'yaml-11-bool',
    kinds: 'all',
    severity: 'error',
    silences: ['k8s-wrong-type'],
    page: () => ({
      what: 'An unquoted `yes`, `no`, `on`, `off`, `y` or `n` where a field wants text.',
      why: 'kubectl reads YAML 1.1, in which these words are booleans. The API server then refuses the object.',
      source: 'sigs.k8s.io/yaml 1.6.0, measured.',
      bad: deploymentWith('image: web:1\nenv:\n  - name: DEBUG\n    value: yes'),
      good: deploymentWith('image: web:1\nenv:\n  - name: DEBUG\n    value: "yes"'),
    }),
  },
];
