import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { appendItem } from '../../lint/fixes/appendItem.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Pod } from '../../manifest/pod.ts';

const NAMES_GPUS = /gpu|nvidia|amd|accelerator/i;

/** gpu-missing-toleration */
export const gpuMissingToleration: ManifestRule = {
  id: 'gpu-missing-toleration',
  on: 'pod',
  kinds: 'pods',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  check(pod, report) {
    if (pod.isCompletedElsewhere) return;
    const ask = pod.containers.flatMap(({ gpus }) => gpus).find(({ count }) => count !== 0);
    if (!ask || ask.resource.sharing !== 'whole' || toleratesGpus(pod)) return;
    const { name } = ask.resource;
    report.at(ask.value.headSpan, t('GPU nodes are usually tainted, and this pod has no toleration for “{0}”.', name), {
      fixes: () => {
        const toleration = `key: ${name}\noperator: Exists\neffect: NoSchedule`;
        const list = pod.spec.at('tolerations');
        const added = toleration.replaceAll('\n', '\n    ');
        return choiceFix(
          t('Tolerate the taint'),
          list ? appendItem(list, toleration) : insertUnder(pod.spec, [], `tolerations:\n  - ${added}`),
        );
      },
    });
  },
  page: () => ({
    what: 'A pod asks for GPUs and tolerates no taint of GPU nodes.',
    why: 'Clouds and operators taint GPU nodes so that other pods stay away. The admission plugin that adds the toleration is off by default, so the pod may wait for ever.',
    source: 'Kubernetes documentation, Admission Controllers (ExtendedResourceToleration).',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'restartPolicy: Never\ntolerations:\n  - key: nvidia.com/gpu\n    operator: Exists',
    ),
  }),
};

/** A key of any name with GPU in it, or none at all: clusters choose their own taints. */
function toleratesGpus(pod: Pod): boolean {
  const list = pod.spec.at('tolerations');
  if (!list) return false;
  if (!list.isList) return true;
  return Array.from(list.items()).some((item) => {
    const key = item.at('key');
    return !item.isMap || !key || key.text === undefined || NAMES_GPUS.test(key.text);
  });
}
