/** The form of the tokens of one vendor. */
export interface TokenPattern {
  readonly vendor: string;
  /** One of these stands in every text with such a token: asked first, because it costs nothing. */
  readonly marks: readonly string[];
  /** The whole match is the token, or its first group where the name in front tells what it is. */
  readonly pattern: RegExp;
}

/** A name, then its value: `NAME=…`, `name: …`, or a variable of a container on two lines. */
const named = (names: string, value: string): RegExp =>
  new RegExp(`(?:${names})["']?(?:\\s*[:=]|\\s*\\n\\s*(?:- )?value:)\\s*["']?(${value})(?![\\w-])`, 'gi');

/** Forms of tokens, from the documentation of their vendors and from tokens that they print. */
export const tokenPatterns: readonly TokenPattern[] = [
  { vendor: 'AWS', marks: ['AKIA', 'ASIA'], pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { vendor: 'Google', marks: ['AIza'], pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { vendor: 'GitHub', marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g },
  { vendor: 'GitHub', marks: ['github_pat_'], pattern: /\bgithub_pat_\w{60,}\b/g },
  { vendor: 'GitLab', marks: ['glpat-'], pattern: /\bglpat-[\w-]{20,}/g },
  { vendor: 'Bitbucket', marks: ['ATBB', 'ATCTT3'], pattern: /\b(?:ATBB[A-Za-z0-9]{28,}|ATCTT3xFf[\w=-]{100,})/g },
  {
    vendor: 'Datadog',
    marks: ['DD_A', 'DATADOG', 'dd_a', 'datadog'],
    pattern: named('(?:DD|DATADOG)_(?:API|APP)_?KEY', '[0-9a-f]{32}(?:[0-9a-f]{8})?'),
  },
  { vendor: 'Terraform', marks: ['.atlasv1.'], pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/g },
  { vendor: 'Heroku', marks: ['HRKU-'], pattern: /\bHRKU-[\w-]{36,}/g },
  {
    vendor: 'Heroku',
    marks: ['HEROKU', 'heroku'],
    pattern: named('HEROKU_API_(?:KEY|TOKEN)', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'),
  },
  { vendor: 'JSON Web Token', marks: ['.eyJ'], pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  {
    vendor: 'LaunchDarkly',
    marks: ['sdk-', 'api-', 'mob-'],
    pattern: /\b(?:sdk|api|mob)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g,
  },
  { vendor: 'New Relic', marks: ['NRAK-'], pattern: /\bNRAK-[A-Z0-9]{27}\b/g },
  { vendor: 'npm', marks: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { vendor: 'Okta', marks: ['OKTA', 'okta'], pattern: named('OKTA_(?:API_|CLIENT_)?TOKEN', '00[\\w-]{40}') },
  { vendor: 'Stripe', marks: ['k_live_', 'k_test_'], pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{24,}\b/g },
  {
    vendor: 'Sumo Logic',
    marks: ['SUMO', 'sumo'],
    pattern: named('SUMO(?:_?LOGIC)?_ACCESS_?KEY', '[A-Za-z0-9]{64}'),
  },
  { vendor: 'Twilio', marks: ['SK'], pattern: /\bSK[0-9a-f]{32}\b/g },
  { vendor: 'Vault', marks: ['hvs.', 'hvb.', 'hvr.'], pattern: /\bhv[sbr]\.[\w-]{24,}/g },
  { vendor: 'Slack', marks: ['xoxb-', 'xoxp-', 'xapp-'], pattern: /\b(?:xox[bp]|xapp)-[A-Za-z0-9-]{24,}/g },
  { vendor: 'Docker Hub', marks: ['dckr_pat_'], pattern: /\bdckr_pat_[\w-]{27,}/g },
  { vendor: 'PyPI', marks: ['pypi-AgE'], pattern: /\bpypi-AgE[\w-]{50,}/g },
  { vendor: 'Databricks', marks: ['dapi'], pattern: /\bdapi[0-9a-f]{32}\b/g },
  { vendor: 'Hugging Face', marks: ['hf_'], pattern: /\bhf_[A-Za-z0-9]{34}\b/g },
  {
    vendor: 'Weights & Biases',
    marks: ['WANDB', 'wandb'],
    pattern: named('WANDB_API_KEY', '[0-9a-f]{40}|wandb_v1_[\\w-]{40,}'),
  },
  { vendor: 'OpenAI', marks: ['T3BlbkFJ'], pattern: /\bsk-[\w-]*T3BlbkFJ[\w-]{20,}/g },
  { vendor: 'Anthropic', marks: ['sk-ant-'], pattern: /\bsk-ant-[a-z]+\d\d-[\w-]{80,}/g },
  { vendor: 'NVIDIA NGC', marks: ['nvapi-'], pattern: /\bnvapi-[\w-]{60,}/g },
  { vendor: 'private key', marks: ['PRIVATE KEY'], pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
];
