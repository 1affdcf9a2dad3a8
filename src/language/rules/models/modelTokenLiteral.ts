import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const TOKENS = new Set([
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'HUGGINGFACE_TOKEN',
  'HUGGINGFACEHUB_API_TOKEN',
  'WANDB_API_KEY',
  'NGC_API_KEY',
  'NGC_CLI_API_KEY',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'COMET_API_KEY',
  'NEPTUNE_API_TOKEN',
  'DAGSHUB_USER_TOKEN',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
  'KAGGLE_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]);
/** What people write in the place of a token: nothing secret. */
const STAND_IN =
  /^\W|your|changeme|change-me|replace|example|dummy|fake|token$|key$|secret$|redacted|^x+$|\.\.\.|^(?:none|null|empty|test|minio\w*|na|n\/a|sk-1234)$/i;

/** model-token-literal */
export const modelTokenLiteral: ManifestRule = {
  id: 'model-token-literal',
  on: 'container',
  kinds: 'pods',
  severity: 'error',
  silences: ['sec-secret-env-literal'],
  aliases: ['polaris/sensitiveContainerEnvVar'],
  check(container, report) {
    for (const entry of container.at('env')?.items() ?? []) {
      const name = entry.at('name')?.text;
      if (name === undefined || !TOKENS.has(name)) continue;
      const value = entry.at('value');
      if (value?.text === undefined || value.text.length < 6 || STAND_IN.test(value.text)) continue;
      report.at(value.span, t('The token of “{0}” stands in the manifest; take it from a Secret.', name));
    }
  },
  page: () => ({
    what: 'A token of a model hub, tracker or cloud is written into a manifest.',
    why: 'Everybody who reads the repository or the pod has it, and it stays in the history. It must be revoked, not only moved.',
    source: 'Kubernetes documentation, Good practices for Kubernetes Secrets.',
    bad: jobWith(
      'image: trainer:1\nenv:\n  - name: WANDB_API_KEY\n    value: 0123456789abcdef0123456789abcdef01234567',
    ),
    good: jobWith(
      'image: trainer:1\nenv:\n  - name: WANDB_API_KEY\n    valueFrom:\n      secretKeyRef:\n        name: wandb\n        key: api-key',
    ),
  }),
};
