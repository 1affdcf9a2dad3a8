import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** env-duplicate */
export const envDuplicate: ManifestRule = {
  id: 'env-duplicate',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  aliases: ['kube-linter/duplicate-env-var', 'kube-score/environment-variable-key-duplication'],
  fix: 'choice',
  check(container, report) {
    const list = container.at('env');
    // In a template, one of two may stand in for the other.
    if (!list?.at(1) || container.pod.object.isTemplated) return;
    const seen = new Map<string, YamlValue>();
    for (const entry of list.items()) {
      const name = entry.at('name');
      const text = name?.text;
      if (!name || text === undefined) continue;
      const first = seen.get(text);
      seen.set(text, entry);
      if (!first) continue;
      report.at(name.span, t('“{0}” is set twice; the last one counts.', text), {
        related: [{ ...first.span, message: t('The first one') }],
        fixes: () => choiceFix(t('Remove the first one'), removeEntry(first)),
      });
    }
  },
  page: () => ({
    what: 'A variable stands twice in `env` of a container.',
    why: 'The last one counts, whatever the other says, and server-side apply refuses the object.',
    source: 'Kubernetes API reference, Container: env is a map by name.',
    bad: deploymentWith('image: nginx:1.27.3\nenv:\n  - name: MODE\n    value: a\n  - name: MODE\n    value: b'),
    good: deploymentWith('image: nginx:1.27.3\nenv:\n  - name: MODE\n    value: b'),
  }),
};
