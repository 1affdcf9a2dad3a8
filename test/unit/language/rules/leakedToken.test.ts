// Tokens are found by their form, secrets by their name; examples of manuals and what only sounds like one are left alone.
import assert from 'node:assert/strict';
import { podWith } from '../../../../src/language/lint/examples.ts';
import { looksSecret, maySecretBe } from '../../../../src/language/manifest/looksSecret.ts';
import { lintText, marked } from './lintText.ts';

const token = (...parts: readonly string[]): string => parts.join('');
const LETTERS = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zAbCdEfGhIjKlMnOpQrStUvWxYz';
const HEX = '0123456789abcdef89ab4567cdef0123a1b2c3d4';
const settings = (value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: ${value}\n`;
const variable = (name: string, value: string): string =>
  podWith(`image: a:1\nenv:\n  - name: ${name}\n    value: ${value}`);

const TOKENS: readonly (readonly [what: string, text: string, count: number])[] = [
  ['AWS', settings(token('AKIA', 'QWERTYUIOP234567')), 1],
  ['AWS, from its manual', settings(token('AKIA', 'IOSFODNN7EXAMPLE')), 0],
  ['GitHub', settings(token('ghp_', LETTERS.slice(0, 36))), 1],
  ['GitLab', settings(token('glpat-', LETTERS.slice(0, 20))), 1],
  ['Google', settings(token('AIza', LETTERS.slice(0, 35))), 1],
  ['Hugging Face', settings(token('hf_', LETTERS.slice(0, 34))), 1],
  ['Hugging Face, in a manual', settings(token('hf_', 'x'.repeat(34))), 0],
  ['Anthropic', settings(token('sk-ant-', 'api03-', LETTERS, LETTERS)), 1],
  ['OpenAI', settings(token('sk-proj-', LETTERS.slice(0, 20), 'T3Blbk', 'FJ', LETTERS.slice(0, 20))), 1],
  ['Weights & Biases', variable('WANDB_API_KEY', HEX), 1],
  ['a commit, which has the same form', variable('COMMIT', HEX), 0],
  ['Datadog', variable('DD_API_KEY', HEX.slice(0, 32)), 1],
  ['a key from a Secret', variable('DD_API_KEY', '$(KEY)'), 0],
  ['JSON Web Token', settings(token('eyJ', LETTERS.slice(0, 20), '.eyJ', LETTERS.slice(0, 20), '.', LETTERS)), 1],
  ['a private key', settings(token('|\n    -----BEGIN RSA PRIV', 'ATE KEY-----\n    MIIE')), 1],
  ['a public key', settings('|\n    -----BEGIN PUBLIC KEY-----\n    MIIE'), 0],
  ['two in one line', settings(`${token('npm_', LETTERS.slice(0, 36))} ${token('glpat-', LETTERS.slice(0, 20))}`), 2],
  ['a comment', `# ${token('dapi', HEX.slice(0, 32))}\n${settings('b')}`, 1],
  ['a template around it', settings(`"{{ x }}${token('.hf_', LETTERS.slice(0, 34))}"`), 1],
];

describe('sec-leaked-token', () => {
  for (const [what, text, count] of TOKENS)
    it(what, () => assert.equal(marked(text, 'sec-leaked-token').length, count));

  it('say what stands in the text', () => {
    const message = (text: string): string =>
      lintText(text).find(({ rule }) => rule === 'sec-leaked-token')?.message ?? '';
    assert.match(message(settings(token('|\n    -----BEGIN PRIV', 'ATE KEY-----'))), /private key/);
    assert.match(message(settings(token('hf_', LETTERS.slice(0, 34)))), /Hugging Face/);
  });
});

describe('names of secrets', () => {
  for (const name of [
    'DB_PASSWORD',
    'API_KEY',
    'api-key',
    'apiKey',
    'HF_TOKEN',
    'TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'client.secret',
    'PASSWORD_2',
  ])
    it(name, () => assert.ok(looksSecret(name)));
  for (const name of [
    'MAX_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'TOKEN_PATH',
    'SECRET_NAME',
    'PASSWORD_FILE',
    'MONKEY',
    'KEY',
    'SECRETARY',
    'AWS_ACCESS_KEY_ID',
  ])
    it(`not ${name}`, () => assert.ok(!looksSecret(name)));
  for (const value of [
    '/run/secret',
    'https://example.com/x',
    'true',
    '512',
    '',
    ' ',
    '$(PASSWORD)',
    '<token>',
    '{{ x }}',
  ])
    it(`not the value ${value}`, () => assert.ok(!maySecretBe(value)));
  for (const value of ['hunter2', 'https://a:b@example.com'])
    it(`the value ${value}`, () => assert.ok(maySecretBe(value)));
});
