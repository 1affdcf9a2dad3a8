import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-zero */
export const gpuZero: ManifestRule = {
  id: 'gpu-zero',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  fix: 'choice',
  check(container, report) {
    for (const { count, value, resource } of container.gpus) {
      if (count !== 0) continue;
      report.at(value.span, t('Asks for no GPU: the line has no effect.'), {
        tag: 'unnecessary',
        fixes: () => {
          const other = container.at('resources', 'requests', resource.name);
          const both = other && other.node !== value.node ? [value, other] : [value];
          const edits = both.flatMap((entry) => removeEntry(entry) ?? []);
          return edits.length === both.length ? [{ title: t('Remove the line'), edits, isSafe: false }] : [];
        },
      });
    }
  },
  page: () => ({
    what: 'A container asks for zero GPUs.',
    why: 'It is the same as not asking, and reads as if a GPU were used.',
    source: 'Kubernetes documentation, Schedule GPUs.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    amd.com/gpu: 1\n    nvidia.com/gpu: 0'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    amd.com/gpu: 1'),
  }),
};
