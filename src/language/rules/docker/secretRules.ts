import { t } from '../../../domain/base/text.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

/** Variables that services of machine learning read their keys from. */
const TOKENS = new Set([
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'HUGGINGFACE_TOKEN',
  'HUGGINGFACEHUB_API_TOKEN',
  'HF_API_TOKEN',
  'WANDB_API_KEY',
  'NEPTUNE_API_TOKEN',
  'COMET_API_KEY',
  'CLEARML_API_SECRET_KEY',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
  'DAGSHUB_TOKEN',
  'DAGSHUB_USER_TOKEN',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'COHERE_API_KEY',
  'KAGGLE_KEY',
  'NGC_API_KEY',
  'NGC_CLI_API_KEY',
  'NVIDIA_API_KEY',
  'REPLICATE_API_TOKEN',
  'PREFECT_API_KEY',
  'LIGHTNING_API_KEY',
]);
const SECRET_WORDS = new Set([
  'APIKEY',
  'AUTH',
  'CREDENTIAL',
  'CREDENTIALS',
  'KEY',
  'PASSWORD',
  'PWORD',
  'PASSWD',
  'SECRET',
  'TOKEN',
]);
/** A name with one of these words is about where or which, not the secret itself. */
const HARMLESS_WORDS = new Set([
  'PUBLIC',
  'GPG',
  'FILE',
  'VERSION',
  'PATH',
  'DIR',
  'URL',
  'URI',
  'HOST',
  'NAME',
  'ID',
  'SOCK',
  'LENGTH',
  'SIZE',
  'TYPE',
  'TTL',
  'ENABLED',
  'METHOD',
  'MODE',
  'PARALLELISM',
  'SERVER',
]);
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template)\w+)?|id_(?:rsa|ed25519|ecdsa|dsa)|kaggle\.json|\.netrc|\.git-credentials|\.npmrc|\.pypirc|\.dockercfg|.*\.(?:pfx|p12|kdbx))$|(?:^|\/)\.(?:ssh|aws|kube)(?:\/|$)/;

function isSecretName(name: string): boolean {
  const words = name.toUpperCase().split(/[_-]/);
  return words.some((word) => SECRET_WORDS.has(word)) && !words.some((word) => HARMLESS_WORDS.has(word));
}

/** Secrets that end in layers or in the history of an image. */
export const secretRules: readonly DockerRule[] = [
  {
    id: 'docker-hf-token-arg',
    on: 'instruction',
    keywords: ['ARG', 'ENV'],
    kinds: 'ARG, ENV',
    severity: 'warning',
    aliases: ['buildkit/SecretsUsedInArgOrEnv'],
    silences: ['docker-secret-arg-env'],
    check(instruction, report) {
      for (const { name, value } of instruction.pairs)
        if (TOKENS.has(name.text) && !(instruction.keyword === 'ENV' && isEmpty(value?.text)))
          report.at(
            name,
            t(
              '“{0}” stays in the history of the image, where everybody who can pull it reads it: use a secret mount.',
              name.text,
            ),
          );
    },
    page: () => ({
      what: 'A token of Hugging Face, Weights & Biases or another service of machine learning stands in ARG or ENV.',
      why: '`docker history` shows it to everybody who can pull the image, long after the build. `RUN --mount=type=secret,env=HF_TOKEN` leaves no trace.',
      source: 'Docker documentation, Build secrets.',
      bad: dockerfileWith('ARG HF_TOKEN\nRUN hf download org/model --revision 8f3c2d1'),
      good: dockerfileWith('RUN --mount=type=secret,id=hf,env=HF_TOKEN hf download org/model --revision 8f3c2d1'),
    }),
  },
  {
    id: 'docker-secret-arg-env',
    on: 'instruction',
    keywords: ['ARG', 'ENV', 'COPY', 'ADD'],
    kinds: 'ARG, ENV, COPY, ADD',
    severity: 'warning',
    aliases: ['hadolint/DL3064', 'trivy/DS-0031', 'trivy/DS031', 'buildkit/SecretsUsedInArgOrEnv'],
    check(instruction, report) {
      const isEnv = instruction.keyword === 'ENV';
      for (const { name, value } of instruction.pairs)
        if (isSecretName(name.text) && !(isEnv && isEmpty(value?.text)))
          report.at(name, t('“{0}” looks like a secret: its value stays in the history of the image.', name.text));
      if (instruction.pairs.length > 0 || instruction.flag('from')) return;
      for (const source of instruction.words.slice(0, -1))
        if (SECRET_FILE.test(source.text.replace(/^["']|["']$/g, '')))
          report.at(
            source,
            t('“{0}” holds secrets, which stay in the layer even when a later step deletes it.', source.text),
          );
    },
    page: () => ({
      what: 'ARG or ENV with the name of a secret, or a file of secrets that is copied in.',
      why: 'Values of ARG and ENV stand in the history of the image, files in its layers. Whoever can pull it reads them.',
      source: 'BuildKit, check SecretsUsedInArgOrEnv; Docker documentation, Build secrets.',
      bad: dockerfileWith('ENV DATABASE_PASSWORD=hunter2'),
      good: dockerfileWith('RUN --mount=type=secret,id=database ./migrate --password-file /run/secrets/database'),
    }),
  },
];

function isEmpty(value: string | undefined): boolean {
  return value === undefined || value === '' || value === '""' || value === "''";
}
