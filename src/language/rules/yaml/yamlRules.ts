import type { RuleInfo } from '../../lint/rule.ts';
import { inSchemaProfile } from '../schema/inSchemaProfile.ts';

/** What the reader itself finds: rules without a check. */
const readerRules: readonly RuleInfo[] = [
  {
    id: 'yaml-syntax',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'Text that kubectl cannot read as YAML.',
      why: 'kubectl and the operators read YAML with go-yaml. What it rejects never reaches the cluster; other documents of the file may.',
      source: 'sigs.k8s.io/yaml 1.6.0, measured.',
      bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a: b\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "a-b"\n',
    }),
  },
  {
    id: 'yaml-tab-indent',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A tab stands where a line is indented.',
      why: 'YAML counts blanks only. kubectl rejects the document.',
      source: 'YAML 1.2.2, 6.1 Indentation Spaces.',
      bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
    }),
  },
  {
    id: 'yaml-separator-text',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'Text behind `---`, or a line of more than three dashes.',
      why: 'kubectl splits a file at `---` before it parses anything, and refuses a separator that holds more.',
      source: 'k8s.io/apimachinery, pkg/util/yaml.',
      bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n--- more\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n--- # more\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
    }),
  },
  {
    id: 'yaml-directive',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A directive such as `%YAML 1.2`.',
      why: 'go-yaml knows version 1.1 alone and fails.',
      source: 'go-yaml, measured.',
      bad: '%YAML 1.2\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
    }),
  },
  {
    id: 'yaml-document-lost',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'Content behind a `...` line without a new `---`.',
      why: '`...` ends the document. What follows it up to the next `---` is dropped without a word: the objects are never created.',
      source: 'go-yaml, measured.',
      bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n...\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
    }),
  },
  {
    id: 'yaml-too-large',
    kinds: 'all',
    severity: 'warning',
    page: () => ({
      what: 'A document of more than 4 MB, a file of more than 16 MB, or values in more than 512 levels: they are not checked.',
      why: 'The API server takes no request of more than 3 MB, so kubectl cannot apply such a document. Reading it would hold up the editor.',
      source: 'k8s.io/apiserver, MaxRequestBodyBytes.',
      bad: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${'['.repeat(600)}${']'.repeat(600)}\n`,
      good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
    }),
  },
];

export const yamlRules: readonly RuleInfo[] = readerRules.map(inSchemaProfile);
