import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-shared-gt-one */
export const gpuSharedGtOne: ManifestRule = {
  id: 'gpu-shared-gt-one',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    for (const { resource, count, value } of container.gpus) {
      if (resource.sharing !== 'shared' || count === undefined || count <= 1) continue;
      report.at(value.span, t('More shares of one GPU give no more of its time; many clusters refuse more than one.'), {
        fixes: () => {
          const other = container.at('resources', 'requests', resource.name);
          const both = other && other.node !== value.node ? [value, other] : [value];
          const edits = both.flatMap((entry) => replaceValue(entry, '1') ?? []);
          return edits.length === both.length ? [{ title: t('Ask for one'), edits, isSafe: false }] : [];
        },
      });
    }
  },
  page: () => ({
    what: 'More than one share of a time-sliced GPU.',
    why: 'Every share has the same right to the GPU, so two give no more compute or memory. The device plugin refuses the pod where `failRequestsGreaterThanOne` is on.',
    source: 'NVIDIA k8s-device-plugin, README (Shared Access to GPUs).',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu.shared: 2'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu.shared: 1'),
  }),
};
