import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { argumentOf } from '../../manifest/mlWords.ts';
import { modelServer } from '../../manifest/modelServer.ts';
import { hasLastingVolume } from '../../manifest/podPlacement.ts';

/** model-cache-ephemeral */
export const modelCacheEphemeral: ManifestRule = {
  id: 'model-cache-ephemeral',
  on: 'container',
  kinds: 'model servers',
  severity: 'info',
  isAboutAbsence: true,
  check(container, report) {
    const { pod } = container;
    if (container.kind !== 'main' || pod.purpose !== 'service' || pod.object.kind === 'StatefulSet') return;
    if (modelServer(container) === undefined || hasLastingVolume(pod) || pod.containers.length > 1) return;
    const model =
      argumentOf(container, '--model') ?? argumentOf(container, '--model-id') ?? argumentOf(container, '--model-path');
    if (model === undefined || !/^[\w.-]+\/[\w.-]+$/.test(model)) return;
    report.at(
      container.head,
      t('“{0}” is downloaded at every start, onto the disk of the node: mount a volume for the cache.', model),
    );
  },
  page: () => ({
    what: 'A model server downloads its model and keeps it in the container.',
    why: 'Every start of a pod downloads gigabytes again, which takes minutes and fills the disk of the node until pods are evicted.',
    source: 'Hugging Face Hub documentation, Manage your cache (HF_HOME).',
    bad: deploymentWith('image: vllm/vllm-openai:v0.8.4\nargs: [--model, Qwen/Qwen2.5-7B-Instruct]'),
    good: deploymentWith(
      'image: vllm/vllm-openai:v0.8.4\nargs: [--model, Qwen/Qwen2.5-7B-Instruct]\nvolumeMounts:\n  - name: cache\n    mountPath: /root/.cache/huggingface',
      'volumes:\n  - name: cache\n    persistentVolumeClaim:\n      claimName: models',
    ),
  }),
};
