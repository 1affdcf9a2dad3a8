import { QuickPickItemKind, type QuickPickItem, window } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import { type ConflictChoice, isSent, type Planned } from '../../domain/deploy/applyPlan.ts';
import { countText, manifestName, outcomeText } from '../../domain/deploy/applyReport.ts';
import type { ChangeDiffs } from './changeDiffs.ts';
import { changePairs } from './changePairs.ts';
import { lookItem, type ReviewItem, reviewChanges } from './reviewChanges.ts';

/** What the user wants after seeing what would happen. */
export type ApplyDecision =
  | { readonly kind: 'apply' }
  | { readonly kind: 'report' }
  | { readonly kind: 'choose'; readonly documents: readonly Planned[]; readonly choice: ConflictChoice };

interface Question {
  readonly planned: readonly Planned[];
  readonly where: string;
  readonly isProtected: boolean;
  readonly manifests: ManifestText;
}

type Item = ReviewItem<ApplyDecision | { readonly kind: 'conflict'; readonly document: Planned }>;

/** Shows the differences and asks. Undefined: nothing is to be changed. */
export async function decideApply(diffs: ChangeDiffs, question: Question): Promise<ApplyDecision | undefined> {
  const { planned, where, isProtected, manifests } = question;
  const shown = await changePairs(planned, manifests);
  const pairs = shown.map(({ pair }) => pair);
  const title = isProtected ? t('Apply to {0}, a protected context', where) : t('Apply to {0}', where);
  const lookAt = (document: Planned) => shown.findIndex((each) => each.document === document);
  for (;;) {
    const items: readonly Item[] = [
      ...mainItems(planned, where),
      ...lookItem(pairs),
      { label: `$(list-flat) ${t('Show this as a document')}`, decision: { kind: 'report' } },
      { label: `$(close) ${t('Cancel')}`, description: t('nothing is changed') },
      { label: t('What would happen'), kind: QuickPickItemKind.Separator },
      ...planned.map((document) => documentItem(document, lookAt(document))),
    ];
    const decision = await reviewChanges(diffs, { title, where, pairs, items });
    if (decision?.kind !== 'conflict') return decision;
    const choice = await askConflict(decision.document, title);
    if (choice) return { kind: 'choose', documents: [decision.document], choice };
  }
}

function mainItems(planned: readonly Planned[], where: string): readonly Item[] {
  const sent = planned.filter(isSent);
  const undecided = planned.filter(({ outcome }) => outcome.kind === 'conflict');
  const [first] = sent;
  const what = sent.length > 1 || !first ? t('{0} objects', sent.length) : manifestName(first.manifest);
  const apply: Item = {
    label: `$(cloud-upload) ${t('Apply {0} to {1}', what, where)}`,
    description: undecided.length === 0 ? countText(planned) : t('what is not in conflict'),
    decision: { kind: 'apply' },
  };
  const choose = (choice: ConflictChoice) => ({ kind: 'choose', documents: undecided, choice }) as const;
  const conflicts: readonly Item[] = [
    {
      label: `$(warning) ${t('Take over the fields of the others')}`,
      description: t('shows it again'),
      decision: choose('takeOver'),
    },
    {
      label: `$(debug-step-over) ${t('Leave these fields to the others')}`,
      description: t('shows it again'),
      decision: choose('leave'),
    },
  ];
  return [...(sent.length > 0 ? [apply] : []), ...(undecided.length > 0 ? conflicts : [])];
}

function documentItem(document: Planned, shownAt: number): Item {
  const { outcome, conflicts, choice } = document;
  const chosen =
    conflicts.length === 0 || choice === undefined
      ? undefined
      : choice === 'takeOver'
        ? t('takes over {0}', fieldsOf(document))
        : choice === 'leave'
          ? t('leaves {0} to {1}', fieldsOf(document), managersOf(document))
          : undefined;
  const item = {
    label: `${iconOf(document)} ${manifestName(document.manifest)}`,
    description: outcomeText(document, false),
    ...(chosen === undefined ? {} : { detail: chosen }),
  };
  if (conflicts.length > 0) return { ...item, decision: { kind: 'conflict', document } };
  if (outcome.kind === 'failed') return { ...item, decision: { kind: 'report' } };
  return shownAt < 0 ? { ...item, decision: { kind: 'report' } } : { ...item, look: shownAt };
}

const MOST_FIELDS = 3;

function fieldsOf({ conflicts }: Planned): string {
  const fields = Array.from(new Set(conflicts.map(({ field }) => field)));
  const named = fields.slice(0, MOST_FIELDS).join(', ');
  return fields.length <= MOST_FIELDS ? named : t('{0} and {1} more', named, fields.length - MOST_FIELDS);
}

function managersOf({ conflicts }: Planned): string {
  return Array.from(new Set(conflicts.map(({ manager }) => manager))).join(', ');
}

interface ChoiceItem extends QuickPickItem {
  readonly choice?: ConflictChoice;
}

/** Which fields are whose, and what is to be done about them. */
async function askConflict(document: Planned, title: string): Promise<ConflictChoice | undefined> {
  const name = manifestName(document.manifest);
  const items: readonly ChoiceItem[] = [
    { label: `$(warning) ${t('Take over these fields')}`, description: t('the others lose them'), choice: 'takeOver' },
    {
      label: `$(debug-step-over) ${t('Leave them to {0}', managersOf(document))}`,
      description: t('the rest is applied'),
      choice: 'leave',
    },
    { label: `$(circle-slash) ${t('Leave {0} out', name)}`, choice: 'skip' },
    { label: t('Fields of others'), kind: QuickPickItemKind.Separator },
    ...document.conflicts.map(({ field, manager }) => ({ label: field, description: t('managed by {0}', manager) })),
  ];
  const picked = await window.showQuickPick(items, {
    title: `${title}: ${name}`,
    placeHolder: t('Escape goes back'),
    ignoreFocusOut: true,
  });
  return picked?.choice;
}

function iconOf({ outcome }: Planned): string {
  if (outcome.kind === 'failed') return '$(error)';
  if (outcome.kind === 'conflict') return '$(warning)';
  if (outcome.kind === 'skipped') return '$(circle-slash)';
  if (outcome.kind === 'configured') return '$(diff-modified)';
  return outcome.kind === 'unchanged' ? '$(circle-outline)' : '$(diff-added)';
}
