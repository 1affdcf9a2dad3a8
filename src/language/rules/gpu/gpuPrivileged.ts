import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-privileged */
export const gpuPrivileged: ManifestRule = {
  id: 'gpu-privileged',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    if (container.gpus.length === 0 || !container.isPrivileged || container.pod.object.kind === 'DaemonSet') return;
    const value = container.at('securityContext', 'privileged');
    if (!value) return;
    report.at(value.span, t('A GPU needs no privileges, and a privileged container sees all GPUs of the node.'), {
      fixes: () => choiceFix(t('Run without privileges'), replaceValue(value, 'false')),
    });
  },
  page: () => ({
    what: 'A container with GPUs is privileged.',
    why: 'The device plugin hands over the devices that were asked for. A privileged container has every device of the node, the GPUs of other pods too.',
    source: 'Kubernetes documentation, Pod Security Standards; NVIDIA k8s-device-plugin, README.',
    bad: jobWith(
      'image: trainer:1\nsecurityContext:\n  privileged: true\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
    good: jobWith(
      'image: trainer:1\nsecurityContext:\n  privileged: false\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
  }),
};
