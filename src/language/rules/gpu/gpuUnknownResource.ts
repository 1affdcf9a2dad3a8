import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** Names that people write, in lower case, and what they mean. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['gpu', 'nvidia.com/gpu'],
  ['gpus', 'nvidia.com/gpu'],
  ['nvidia/gpu', 'nvidia.com/gpu'],
  ['nvidia.com/gpu', 'nvidia.com/gpu'],
  ['nvidia.com/gpus', 'nvidia.com/gpu'],
  ['nvidia.com.gpu', 'nvidia.com/gpu'],
  ['nvidia.com-gpu', 'nvidia.com/gpu'],
  ['nvidia.io/gpu', 'nvidia.com/gpu'],
  ['alpha.kubernetes.io/nvidia-gpu', 'nvidia.com/gpu'],
  ['amd/gpu', 'amd.com/gpu'],
  ['amd.com/gpu', 'amd.com/gpu'],
  ['amd.com/gpus', 'amd.com/gpu'],
]);

/** gpu-unknown-resource */
export const gpuUnknownResource: ManifestRule = {
  id: 'gpu-unknown-resource',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    for (const list of ['limits', 'requests']) {
      for (const value of container.at('resources', list)?.items() ?? []) {
        const { key, keySpan } = value;
        const meant = key === undefined || key.length > 40 ? undefined : MEANT.get(key.toLowerCase());
        if (!keySpan || meant === undefined || meant === key) continue;
        report.at(keySpan, t('No node has a resource “{0}”; “{1}” is probably meant.', key ?? '', meant), {
          fixes: () => choiceFix(t('Rename to “{0}”', meant), renameKey(value, meant)),
        });
      }
    }
  },
  page: () => ({
    what: 'A resource name that looks like a GPU and that no device plugin offers.',
    why: 'The API server takes any name with a domain. The pod then waits for ever, because no node has the resource.',
    source: 'Device plugins of NVIDIA and AMD: nvidia.com/gpu and amd.com/gpu.',
    bad: FULL.replace('com/gpu: 1', 'com/gpus: 1'),
    good: FULL,
  }),
};

const FULL = jobWith(
  'image: trainer:1\nresources:\n  requests:\n    cpu: 8\n    memory: 32Gi\n  limits:\n    nvidia.com/gpu: 1',
  'restartPolicy: Never\ntolerations:\n  - operator: Exists',
);
