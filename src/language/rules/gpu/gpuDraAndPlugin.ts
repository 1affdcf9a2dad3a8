import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-dra-and-plugin */
export const gpuDraAndPlugin: ManifestRule = {
  id: 'gpu-dra-and-plugin',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  check(container, report) {
    const [ask] = container.gpus;
    const claims = ask && container.at('resources', 'claims');
    if (!ask || claims?.isList !== true) return;
    report.at(
      claims.headSpan,
      t('Claims devices and asks for “{0}” too: if the claim is for a GPU, two are taken.', ask.resource.name),
    );
  },
  page: () => ({
    what: 'A container claims devices (DRA) and asks for GPUs of a device plugin.',
    why: 'Each way allocates on its own, so a claim for a GPU and a count give two GPUs.',
    source: 'Kubernetes documentation, Dynamic Resource Allocation.',
    bad: jobWith(
      'image: trainer:1\nresources:\n  claims:\n    - name: gpu\n  limits:\n    nvidia.com/gpu: 1',
      'restartPolicy: Never\nresourceClaims:\n  - name: gpu\n    resourceClaimTemplateName: gpu',
    ),
    good: jobWith(
      'image: trainer:1\nresources:\n  claims:\n    - name: gpu',
      'restartPolicy: Never\nresourceClaims:\n  - name: gpu\n    resourceClaimTemplateName: gpu',
    ),
  }),
};
