import { formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { ContextFinding, ContextRisk } from './contextSurvey.ts';

/** A warning before a build: what should perhaps not be sent, and the lines that would leave it out. */
export interface ContextWarning {
  readonly risk: ContextRisk;
  readonly text: string;
  readonly sizeBytes: number;
  readonly paths: readonly string[];
  /** To be appended to `.dockerignore`. */
  readonly ignoreLines: readonly string[];
}

/** Caches and environments below this size cost nothing worth a question. */
const SMALL_BYTES = 1024 * 1024;
/** How many single paths one warning names before it becomes a pattern. */
const NAMED = 5;

/** One warning for each kind of risk, the most serious first. Empty when the context is fine. */
export function contextWarnings(findings: readonly ContextFinding[]): readonly ContextWarning[] {
  const byRisk = new Map<ContextRisk, ContextFinding[]>();
  for (const finding of findings) {
    const isHarmless = (finding.risk === 'cache' || finding.risk === 'git') && finding.sizeBytes < SMALL_BYTES;
    if (isHarmless) continue;
    byRisk.set(finding.risk, [...(byRisk.get(finding.risk) ?? []), finding]);
  }
  return ORDER.flatMap((risk) => {
    const found = byRisk.get(risk);
    return found ? [warningOf(risk, found)] : [];
  });
}

const ORDER: readonly ContextRisk[] = ['secret', 'checkpoint', 'dataset', 'environment', 'git', 'big', 'cache'];

function warningOf(risk: ContextRisk, found: readonly ContextFinding[]): ContextWarning {
  const sizeBytes = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const paths = found.map(({ path }) => path);
  const shown =
    paths.slice(0, NAMED).join(', ') + (paths.length > NAMED ? ` ${t('and {0} more', paths.length - NAMED)}` : '');
  return {
    risk,
    text: t('{0}: {1} ({2})', nameOf(risk), shown, formatBytes(sizeBytes)),
    sizeBytes,
    paths,
    ignoreLines: linesOf(risk, found),
  };
}

function nameOf(risk: ContextRisk): string {
  switch (risk) {
    case 'secret':
      return t('Secrets');
    case 'git':
      return t('Version history');
    case 'environment':
      return t('Installed packages');
    case 'checkpoint':
      return t('Checkpoints and experiment records');
    case 'dataset':
      return t('Data');
    case 'cache':
      return t('Caches');
    case 'big':
    default:
      return t('Big files');
  }
}

/** Kinds that return under another name with the next epoch become a pattern; the rest is named as it is. */
function linesOf(risk: ContextRisk, found: readonly ContextFinding[]): readonly string[] {
  const lines = new Set<string>();
  for (const { path } of found) {
    const name = path.replace(/\/$/, '').split('/').at(-1) ?? path;
    const ending = /\.[A-Za-z0-9]+$/.exec(name)?.[0];
    if (path.endsWith('/') && (risk === 'cache' || risk === 'environment')) lines.add(`**/${name}`);
    else if (path.endsWith('/')) lines.add(escapeName(path.slice(0, -1)));
    else if (risk === 'checkpoint' && ending !== undefined) lines.add(`**/*${ending}`);
    else if (risk === 'secret' && name.startsWith('.env')) lines.add(`**/${escapeName(name)}`);
    else lines.add(escapeName(path));
  }
  return Array.from(lines);
}

/** A name is no pattern. */
function escapeName(path: string): string {
  return path.replace(/[*?[\]\\]/g, '\\$&').replace(/^[!#]/, '\\$&');
}

/** The text of an ignore file with lines appended, those left out that are there already. */
export function appendIgnoreLines(text: string, lines: readonly string[]): string {
  const known = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const added = lines.filter((line) => !known.has(line));
  if (added.length === 0) return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? text : text + newline;
  return start + added.map((line) => line + newline).join('');
}
