import { fail, ok, type Result } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import { fieldOf } from '../deploy/plainData.ts';

/** What helm says that it would install. */
export interface RenderedChart {
  readonly chart: string;
  readonly manifest: string;
  readonly revision: number;
  /** Objects that helm makes before or after, and that belong to no release: `Job migrate (pre-upgrade)`. */
  readonly hooks: readonly string[];
}

/** Reads the answer of `helm upgrade --dry-run --output json`. Lines before it are warnings. */
export function renderedChartOf(output: string): Result<RenderedChart> {
  const release = parsedJson(output.slice(Math.max(0, output.indexOf('{'))));
  const manifest = fieldOf(release, 'manifest') ?? '';
  const name = fieldOf(release, 'chart', 'metadata', 'name');
  if (typeof manifest !== 'string' || typeof name !== 'string') {
    return fail({ code: 'invalid', message: t('What helm printed cannot be read as the result of a dry run.') });
  }
  const revision = fieldOf(release, 'version');
  const hooks = fieldOf(release, 'hooks');
  return ok({
    chart: plainLine(`${name} ${textOf(fieldOf(release, 'chart', 'metadata', 'version'))}`.trim()),
    manifest,
    revision: typeof revision === 'number' ? revision : 1,
    hooks: Array.isArray(hooks) ? hooks.map(hookName) : [],
  });
}

function hookName(hook: unknown): string {
  const events = fieldOf(hook, 'events');
  const when = Array.isArray(events) ? events.map(textOf).join(', ') : '';
  return plainLine(`${textOf(fieldOf(hook, 'kind'))} ${textOf(fieldOf(hook, 'name'))} (${when})`);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
