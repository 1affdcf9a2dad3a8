import { valuesFindings } from '../../chart/valuesFindings.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { inSchemaProfile } from '../schema/inSchemaProfile.ts';

/** Rules of the values of charts of Helm. */
export const valuesRules: readonly Rule<YamlFile>[] = [
  inSchemaProfile({
    id: 'helm-values-schema',
    kinds: 'values of charts',
    severity: 'error',
    check({ root }, report, { valuesSchema }) {
      if (!root || !valuesSchema) return;
      for (const { message, ...span } of valuesFindings(root, valuesSchema)) report.at(span, message);
    },
    page: () => ({
      what: 'A value that the `values.schema.json` of its chart refuses.',
      why: 'Helm holds all values against the schema before it installs or renders, and stops.',
      source:
        'Helm documentation, Charts, Schema Files. What is missing is not told: another file, or `--set`, may bring it.',
      bad: 'replicas: many\n',
      good: 'replicas: 2\n',
    }),
  }),
];
