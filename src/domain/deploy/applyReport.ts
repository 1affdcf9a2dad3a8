import type { Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ApplyOutcome, Manifest } from '../cluster/ports.ts';

/** What came of one document, or would come of it. */
export interface Applied {
  readonly manifest: Manifest;
  readonly outcome:
    | ApplyOutcome
    | { readonly kind: 'failed'; readonly failure: Failure }
    /** It can be checked only when another document of the same apply is there. */
    | { readonly kind: 'unchecked'; readonly needs: Manifest }
    /** The user left it out. */
    | { readonly kind: 'skipped' };
}

/** `Deployment web`, `Deployment team-b/web` where the document names a namespace: how it is called in lists. */
export function manifestName({ kind, metadata: { name, namespace } }: Manifest): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** What happened to a document in words. `isDone` false: what would happen. */
export function outcomeText({ outcome }: Applied, isDone: boolean): string {
  switch (outcome.kind) {
    case 'created':
      return isDone ? t('created') : t('will be created');
    case 'configured':
      return isDone ? t('changed') : t('will be changed');
    case 'unchanged':
      return t('stays as it is');
    case 'unchecked':
      return t('will be created after {0}', manifestName(outcome.needs));
    case 'skipped':
      return t('left out');
    case 'conflict': {
      const [first] = outcome.conflicts;
      if (!first) return t('in conflict: {0}', outcome.message);
      const others = outcome.conflicts.length - 1;
      const text = t('{0} is managed by {1}', first.field, first.manager);
      return others === 0 ? text : t('{0}, and {1} more fields', text, others);
    }
    case 'failed':
    default:
      return outcome.failure.message;
  }
}

/** `2 created, 1 failed`: how many of each. */
export function countText(all: readonly Applied[]): string {
  const count = (...kinds: readonly Applied['outcome']['kind'][]) =>
    all.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  const parts: readonly (readonly [number, (number: number) => string])[] = [
    [count('created', 'unchecked'), (number) => t('{0} created', number)],
    [count('configured'), (number) => t('{0} changed', number)],
    [count('unchanged'), (number) => t('{0} unchanged', number)],
    [count('skipped'), (number) => t('{0} left out', number)],
    [count('conflict'), (number) => t('{0} in conflict', number)],
    [count('failed'), (number) => t('{0} failed', number)],
  ];
  return parts.flatMap(([number, say]) => (number === 0 ? [] : [say(number)])).join(', ');
}

/** A table of all documents as text, for a read-only document. */
export function applyReport(all: readonly Applied[], place: string, isDone: boolean): string {
  return resultTable(
    t('{0}: {1}', place, countText(all)),
    all.map((each) => ({ name: manifestName(each.manifest), lines: linesOf(each, isDone) })),
  );
}

/** Objects with what came of each, one below the other; what does not fit in a line stands indented below it. */
export function resultTable(
  title: string,
  rows: readonly { readonly name: string; readonly lines: readonly string[] }[],
): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const text = rows.map(({ name, lines: [first = '', ...more] }) =>
    [`${name.padEnd(width)}  ${first}`, ...more.map((line) => `    ${line}`)].join('\n'),
  );
  return `${title}\n\n${text.join('\n')}\n`;
}

function linesOf(each: Applied, isDone: boolean): readonly string[] {
  const { outcome } = each;
  const text = outcomeText(each, isDone);
  if (outcome.kind === 'conflict') {
    return [text, ...outcome.conflicts.map(({ field, manager }) => `${field}  ←  ${manager}`)];
  }
  if (outcome.kind !== 'failed') return [text];
  return [text, outcome.failure.nextStep, outcome.failure.detail].filter((line) => line !== undefined);
}
