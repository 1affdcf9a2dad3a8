import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { type TokenPattern, tokenPatterns } from './tokenPatterns.ts';

/** A token that was made by chance has more different characters; an example of a manual, such as `hf_xxxx`, has few. */
const LEAST_CHARACTERS = 9;
/** The length of the shortest token, or of its longest part without a dot: a key of AWS. */
const SHORTEST = 20;
const PRIVATE_KEY = 'PRIVATE KEY';
const MADE_UP = /example|your|placeholder|changeme|redacted|xxxx|\*\*\*|0000000000|1234567890/i;

/** sec-leaked-token */
export const leakedToken: ManifestRule = {
  id: 'sec-leaked-token',
  on: 'document',
  kinds: 'all',
  severity: 'error',
  aliases: [
    'polaris/sensitiveConfigmapContent',
    'polaris/sensitiveContainerEnvVar',

    'datree/ALL_EXPOSED_SECRET_BITBUCKET',
    'datree/ALL_EXPOSED_SECRET_DATADOG',
    'datree/ALL_EXPOSED_SECRET_GCP',
    'datree/ALL_EXPOSED_SECRET_AWS',
    'datree/ALL_EXPOSED_SECRET_GITHUB',
    'datree/ALL_EXPOSED_SECRET_GITLAB',
    'datree/ALL_EXPOSED_SECRET_TERRAFORM',
    'datree/ALL_EXPOSED_SECRET_HEROKU',
    'datree/ALL_EXPOSED_SECRET_JWT',
    'datree/ALL_EXPOSED_SECRET_LAUNCHDARKLY',
    'datree/ALL_EXPOSED_SECRET_NEWRELIC',
    'datree/ALL_EXPOSED_SECRET_NPM',
    'datree/ALL_EXPOSED_SECRET_OKTA',
    'datree/ALL_EXPOSED_SECRET_STRIPE',
    'datree/ALL_EXPOSED_SECRET_SUMOLOGIC',
    'datree/ALL_EXPOSED_SECRET_TWILIO',
    'datree/ALL_EXPOSED_SECRET_VAULT',
    'datree/ALL_EXPOSED_SECRET_PRIVATEKEY',
  ],
  check({ text }, report) {
    if (!mayHoldToken(text)) return;
    for (const token of tokenPatterns) {
      if (!token.marks.some((mark) => text.includes(mark))) continue;
      for (const match of text.matchAll(token.pattern)) {
        const found = match[1] ?? match[0];
        if (!isLive(found, token)) continue;
        const start = match.index + match[0].lastIndexOf(found);
        report.at(
          { start, end: start + found.length },
          token.vendor === 'private key'
            ? t('A private key stands in the text: take it out and make a new one.')
            : t('This looks like a live token ({0}): take it out, and let its owner make a new one.', token.vendor),
        );
      }
    }
  },
  page: () => ({
    what: 'A text holds a token of a known vendor, or a private key.',
    why: 'What was in a repository once stays in its history and in every clone; programs search public ones for tokens within minutes. A new token is the only repair.',
    source: 'The documentation of the vendors on the form of their tokens.',
    bad: settings(['hf', 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh'].join('_')),
    good: settings('hf_your_token_here'),
  }),
};

/**
 * Whether a word stands in a text that is as long as a token and holds a digit or `_`. Looks at every twentieth character only, because a word of
 * that length covers one of them: nearly all texts are done with after that.
 */
function mayHoldToken(text: string): boolean {
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (!isWordAt(text, at)) continue;
    let start = at;
    let end = at + 1;
    while (isWordAt(text, start - 1)) start--;
    while (isWordAt(text, end)) end++;
    if (end - start >= SHORTEST && /[0-9_]/.test(text.slice(start, end))) return true;
    at = Math.max(at, end - (end % SHORTEST) - 1);
  }
  return text.includes(PRIVATE_KEY);
}

/** Letters, digits, `-` and `_`. */
function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 97) return code <= 122;
  return (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 95;
}

function isLive(token: string, { vendor }: TokenPattern): boolean {
  return vendor === 'private key' || (!MADE_UP.test(token) && new Set(token).size >= LEAST_CHARACTERS);
}

function settings(value: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: team-a
data:
  hub: ${value}
`;
}
