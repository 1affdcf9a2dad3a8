import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** These hide GPUs, which is a wish that the device plugin does not grant otherwise. */
const HIDING = new Set(['none', 'void', '']);

/** gpu-visible-devices-env */
export const gpuVisibleDevicesEnv: ManifestRule = {
  id: 'gpu-visible-devices-env',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    const entry = container.env('NVIDIA_VISIBLE_DEVICES');
    const value = entry?.at('value');
    if (!entry || value?.text === undefined || HIDING.has(value.text) || container.pod.object.kind === 'DaemonSet')
      return;
    report.at(value.span, t('“NVIDIA_VISIBLE_DEVICES” gives GPUs past the device plugin, also those of other pods.'), {
      fixes: () => choiceFix(t('Remove the variable'), removeEntry(entry)),
    });
  },
  page: () => ({
    what: 'The variable `NVIDIA_VISIBLE_DEVICES` is written into a pod.',
    why: 'The device plugin sets it to the GPUs that the pod was given. A value of one’s own shows GPUs that belong to others, or none of those that were given.',
    source: 'NVIDIA k8s-device-plugin, README (device list strategy envvar).',
    bad: jobWith(
      'image: trainer:1\nenv:\n  - name: EPOCHS\n    value: "3"\n  - name: NVIDIA_VISIBLE_DEVICES\n    value: all',
    ),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};
