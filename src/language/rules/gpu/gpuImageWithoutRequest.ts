import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { Fix } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { ImageRef } from '../../../domain/images/imageRef.ts';
import type { Container } from '../../manifest/container.ts';

/** Software for nodes that handles GPUs and needs none: exporters, plugins, operators. */
const FOR_NODES = /operator|plugin|exporter|dcgm|toolkit|driver|validator|discovery|init/;
const FRAMEWORKS = /^nvidia\/(?:pytorch|tensorflow|jax|cuda|tritonserver|nemo|tensorrt)/;

/** gpu-image-without-request */
export const gpuImageWithoutRequest: ManifestRule = {
  id: 'gpu-image-without-request',
  on: 'pod',
  kinds: 'pods',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  check(pod, report) {
    const { group, kind, groupKind } = pod.object;
    if (
      pod.hasGpus ||
      pod.hasClaims ||
      group === 'ray.io' ||
      kind === 'DaemonSet' ||
      groupKind === 'kubeflow.org/MPIJob'
    )
      return;
    // Where a controller puts the resources of the job in.
    if (kind?.endsWith('Runtime') === true || group === 'kubernetes.dask.org') return;
    const container = pod.mainContainers.find((each) => each.image && isForGpus(each.image) && !each.isPrivileged);
    const value = container?.at('image');
    if (!container || !value) return;
    report.at(value.span, t('The image “{0}” is made for GPUs, and the pod asks for none.', value.text ?? ''), {
      fixes: () => limitFix(container),
    });
  },
  page: () => ({
    what: 'An image that is built for GPUs in a pod that asks for none.',
    why: 'Without a limit the device plugin hands over no GPU, and the program runs on the processors or fails.',
    source: 'Kubernetes documentation, Schedule GPUs; tags of the images.',
    bad: jobWith(
      'image: pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime\nresources:\n  requests:\n    cpu: 8\n    memory: 32Gi',
      TOLERANT,
    ),
    good: jobWith('image: pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};

const TOLERANT = 'restartPolicy: Never\ntolerations:\n  - operator: Exists';

function isForGpus({ repository, tag = '', registry }: ImageRef): boolean {
  if (FOR_NODES.test(repository)) return false;
  if (registry === 'nvcr.io') return FRAMEWORKS.test(repository);
  return /(?:^|[-_.])(?:gpu|cuda|cu1[12]\d)/.test(tag) || /(?:^|[-_/])cuda(?:$|[-_/])/.test(repository);
}

function limitFix(container: Container): readonly Fix[] {
  return choiceFix(t('Ask for one GPU'), insertUnder(container.value, ['resources', 'limits'], 'nvidia.com/gpu: 1'));
}
