import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { modelServer } from '../../manifest/modelServer.ts';
import { argumentOf } from '../../manifest/mlWords.ts';

/** A name of a model on the hub: owner and name, no folder and no address. */
const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/;
const FLAGS = ['--model', '--model-path', '--model-id', '--model_id'];

/** model-unpinned-revision */
export const modelUnpinnedRevision: ManifestRule = {
  id: 'model-unpinned-revision',
  on: 'container',
  kinds: 'model servers',
  severity: 'info',
  check(container, report) {
    if (
      container.kind !== 'main' ||
      modelServer(container) === undefined ||
      container.envText('HF_HUB_OFFLINE') === '1'
    )
      return;
    const model =
      FLAGS.map((flag) => argumentOf(container, flag)).find((id) => id !== undefined) ?? servedModel(container.words);
    if (
      model === undefined ||
      !HUB_ID.test(model) ||
      container.words.some((word) => /^--(?:code-)?revision\b/.test(word))
    )
      return;
    const value = ['command', 'args']
      .flatMap((key) => Array.from(container.at(key)?.items() ?? []))
      .find(({ text }) => text?.endsWith(model));
    if (value)
      report.at(value.span, t('“{0}” is whatever is on the hub at the next start; “--revision” pins it.', model));
  },
  page: () => ({
    what: 'A model server loads a model of the Hugging Face hub without a revision.',
    why: 'The repository may change, or change its license or code. Replicas that start on different days then answer differently.',
    source: 'Hugging Face Hub documentation, Download files (revision); vLLM, TGI: --revision.',
    bad: deploymentWith('image: vllm/vllm-openai:v0.8.4\nargs: [--model, Qwen/Qwen2.5-7B-Instruct]'),
    good: deploymentWith(
      'image: vllm/vllm-openai:v0.8.4\nargs: [--model, Qwen/Qwen2.5-7B-Instruct, --revision, a09a354]',
    ),
  }),
};

/** `vllm serve <model>` */
function servedModel(words: readonly string[]): string | undefined {
  const serve = words.indexOf('serve');
  return serve > 0 && words[serve - 1]?.endsWith('vllm') === true ? words[serve + 1] : undefined;
}
