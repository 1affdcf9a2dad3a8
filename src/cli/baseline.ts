import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import { isObject } from '../domain/deploy/plainData.ts';
import type { FindingRecord } from '../language/lint/findingRecord.ts';
import { fileFailureText } from './fileFailureText.ts';

/** Findings that were there before, from a report in JSON. Lines may have moved; each known finding excuses one. */
export class Baseline {
  readonly #left = new Map<string, number>();

  /** @param path As it is shown. */
  static read(file: string, path: string): Result<Baseline> {
    let data: unknown;
    try {
      data = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) return notOurs(path);
      return fail({ code: 'invalid', message: fileFailureText(path, error) });
    }
    if (!Array.isArray(data)) return notOurs(path);
    const baseline = new Baseline();
    for (const entry of data) {
      const key = isObject(entry) ? keyOf(entry) : undefined;
      if (key === undefined) return notOurs(path);
      baseline.#left.set(key, (baseline.#left.get(key) ?? 0) + 1);
    }
    return ok(baseline);
  }

  /** Whether a finding is excused; the next one like it is only when there were two. */
  excuses(file: string, finding: FindingRecord): boolean {
    const key = keyOf({ kind: '', name: '', ...finding, file });
    const left = (key === undefined ? undefined : this.#left.get(key)) ?? 0;
    if (key === undefined || left === 0) return false;
    this.#left.set(key, left - 1);
    return true;
  }
}

function keyOf(entry: Readonly<Record<string, unknown>>): string | undefined {
  const parts = ['file', 'rule', 'kind', 'name', 'path', 'message'].map((name) => entry[name]);
  return parts.every((part) => typeof part === 'string') ? JSON.stringify(parts) : undefined;
}

function notOurs(path: string): Result<never> {
  return fail({
    code: 'invalid',
    message: t('“{0}” is no report in JSON.', path),
    nextStep: t('“trainyard lint --format json --output {0}” writes one.', path),
  });
}
