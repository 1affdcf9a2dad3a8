import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { eachRepeatedKey } from '../../yamlFile/eachRepeatedKey.ts';

/** yaml-repeated-key: for programs that take the last one. */
export const repeatedKey: Rule<YamlFile> = {
  id: 'yaml-repeated-key',
  kinds: 'kustomization, GitLab CI, prefect.yaml, MLproject, Chart.yaml',
  severity: 'warning',
  fix: 'choice',
  check({ tree }, report) {
    eachRepeatedKey(tree, (key, first, second) => {
      report.at(second.headSpan, t('“{0}” stands twice in this map; only this one counts.', key), {
        related: [{ ...first.headSpan, message: t('Dropped') }],
        fixes: () => [
          ...choiceFix(t('Remove the earlier one'), removeEntry(first)),
          ...choiceFix(t('Remove this one'), removeEntry(second)),
        ],
      });
    });
  },
  page: () => ({
    what: 'A key stands twice in one map.',
    why: 'The program that reads the file takes the last one without a word; what the first one says is lost.',
    source: 'kustomize 5.7, PyYAML 6, Psych 5, Helm 3.19: none of them refuses it.',
    bad: 'resources:\n  - a.yaml\nresources:\n  - b.yaml\n',
    good: 'resources:\n  - a.yaml\n  - b.yaml\n',
  }),
};
