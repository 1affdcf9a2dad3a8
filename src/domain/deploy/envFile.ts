import type { Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';

/**
 * Variables of a file of `KEY=VALUE` lines: blank lines and `#` comments are skipped, `export ` is allowed, a value may be quoted. Nothing is
 * expanded, so a `$` stays a `$`. Failure `invalid` names the line; it does not quote it, because it may be a secret.
 */
export function parseEnvFile(text: string, path: string): Result<ReadonlyMap<string, string>> {
  const variables = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('#')) continue;
    const [, name, value] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/.exec(plain) ?? [];
    if (name === undefined || value === undefined) {
      return fail({
        code: 'invalid',
        message: t('{0}:{1} is not a line of KEY=VALUE.', path, index + 1),
        location: { path, line: index + 1 },
      });
    }
    variables.set(name, unquote(value.trim()));
  }
  return ok(variables);
}

function unquote(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value) ?? [];
  if (inner === undefined) return value.replace(/\s+#.*$/, '');
  return quote === '"' ? inner.replace(/\\(["\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)) : inner;
}
