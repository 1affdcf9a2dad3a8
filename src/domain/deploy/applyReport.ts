import type { Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ApplyOutcome, Manifest } from '../cluster/ports.ts';

/** What came of one document, or would come of it. */
export interface Applied {
  readonly manifest: Manifest;
  readonly outcome: ApplyOutcome | { readonly kind: 'failed'; readonly failure: Failure };
}

/** `Deployment web`: how a document is called in lists. */
export function manifestName({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
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

/** A table of all documents as text, for a read-only document. */
export function applyReport(all: readonly Applied[], place: string, isDone: boolean): string {
  const width = Math.max(...all.map(({ manifest }) => manifestName(manifest).length));
  const lines = all.map((each) => `${manifestName(each.manifest).padEnd(width)}  ${detailOf(each, isDone)}`);
  return `${place}\n\n${lines.join('\n')}\n`;
}

function detailOf(each: Applied, isDone: boolean): string {
  const { outcome } = each;
  const text = outcomeText(each, isDone);
  if (outcome.kind === 'conflict') {
    return [text, ...outcome.conflicts.map(({ field, manager }) => `    ${field}  ←  ${manager}`)].join('\n');
  }
  if (outcome.kind !== 'failed') return text;
  return [text, outcome.failure.nextStep, outcome.failure.detail].filter(Boolean).join('\n    ');
}
