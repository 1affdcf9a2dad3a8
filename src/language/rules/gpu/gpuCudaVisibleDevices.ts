import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-cuda-visible-devices */
export const gpuCudaVisibleDevices: ManifestRule = {
  id: 'gpu-cuda-visible-devices',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  fix: 'choice',
  check(container, report) {
    const entry = container.env('CUDA_VISIBLE_DEVICES');
    const value = entry?.at('value');
    if (!entry || value?.text === undefined || !/^\d+(?:,\d+)*$/.test(value.text)) return;
    const [ask] = container.gpus;
    if (container.gpus.length !== 1 || ask?.count === undefined || ask.count === 0) return;
    const { count } = ask;
    const beyond = value.text.split(',').find((index) => Number(index) >= count);
    if (beyond === undefined) return;
    report.at(value.span, t('The container gets {0} GPUs, counted from 0: there is no GPU {1}.', count, beyond), {
      fixes: () => choiceFix(t('Remove the variable'), removeEntry(entry)),
    });
  },
  page: () => ({
    what: '`CUDA_VISIBLE_DEVICES` names a GPU that the container does not get.',
    why: 'Inside a container the given GPUs are counted from 0, whatever their number on the node. CUDA stops at the first unknown number and sees fewer GPUs, or none.',
    source: 'CUDA C++ Programming Guide, CUDA Environment Variables.',
    bad: jobWith(
      'image: trainer:1\nenv:\n  - name: CUDA_VISIBLE_DEVICES\n    value: "1"\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
    good: jobWith(
      'image: trainer:1\nenv:\n  - name: CUDA_VISIBLE_DEVICES\n    value: "0"\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
  }),
};
