import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** gpu-sidecar */
export const gpuSidecar: ManifestRule = {
  id: 'gpu-sidecar',
  on: 'pod',
  kinds: 'pods',
  severity: 'warning',
  check(pod, report) {
    const sidecar = pod.containers.find(
      ({ kind, gpus }) => kind === 'sidecar' && gpus.some(({ count }) => count !== 0),
    );
    const ask = sidecar?.gpus[0];
    if (!ask || !pod.mainContainers.some(({ gpus }) => gpus.length > 0)) return;
    report.at(
      ask.value.headSpan,
      t('The sidecar “{0}” takes GPUs of its own beside those of the main container.', sidecar?.name ?? ''),
    );
  },
  page: () => ({
    what: 'A sidecar asks for GPUs beside the main container.',
    why: 'Each container gets devices of its own: the pod takes one GPU more, which the sidecar seldom needs.',
    source: 'Kubernetes documentation, Sidecar Containers (resource sharing).',
    bad: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'restartPolicy: Never\ninitContainers:\n  - name: logs\n    image: logs:1\n    restartPolicy: Always\n    resources:\n      limits:\n        nvidia.com/gpu: 1',
    ),
    good: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'restartPolicy: Never\ninitContainers:\n  - name: logs\n    image: logs:1\n    restartPolicy: Always',
    ),
  }),
};
