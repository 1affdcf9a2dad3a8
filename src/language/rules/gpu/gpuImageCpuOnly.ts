import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { ImageRef } from '../../../domain/images/imageRef.ts';

/** gpu-image-cpu-only */
export const gpuImageCpuOnly: ManifestRule = {
  id: 'gpu-image-cpu-only',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  check(container, report) {
    const ask = container.gpus.find(({ count, resource }) => count !== 0 && resource.vendor === 'nvidia');
    const value = ask && container.at('image');
    if (!value || !container.image || !isWithoutCuda(container.image)) return;
    report.at(value.span, t('Asks for a GPU, and the image “{0}” is one for processors alone.', value.text ?? ''));
  },
  page: () => ({
    what: 'A container with a GPU runs an image that is made for processors alone.',
    why: 'The libraries in it cannot use CUDA, so the work runs on the processors while the GPU is paid for.',
    source:
      'Tags of the images: `-cpu` variants; tensorflow/tensorflow without `-gpu`; Alpine has no glibc, which CUDA needs.',
    bad: jobWith('image: tensorflow/tensorflow:2.17.0\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: jobWith('image: tensorflow/tensorflow:2.17.0-gpu\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
  }),
};

/** Plain Python and Ubuntu are not named: wheels of PyTorch bring CUDA with them. */
function isWithoutCuda({ repository, tag = '' }: ImageRef): boolean {
  if (/(?:^|[-_.])cpu(?:$|[-_.])/.test(tag) || repository.endsWith('-cpu') || repository === 'library/alpine')
    return true;
  return repository === 'tensorflow/tensorflow' && !tag.includes('gpu');
}
