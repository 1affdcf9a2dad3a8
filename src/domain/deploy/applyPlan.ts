import { ok, type Result } from '../base/failure.ts';
import { isOfCluster } from '../cluster/isOfCluster.ts';
import type { ApplyOutcome, ClusterControl, FieldConflict, Manifest } from '../cluster/ports.ts';
import { isOwnConflict } from '../rollout/ownFields.ts';
import { neededBefore } from './applyOrder.ts';
import type { Applied } from './applyReport.ts';
import { leaveFields } from './leaveFields.ts';

/** What is to be done about fields that somebody else manages. `skip`: the whole document is left out. */
export type ConflictChoice = 'takeOver' | 'leave' | 'skip';

/** One document, what is sent of it, and what a server dry run says of that. */
export interface Planned extends Applied {
  readonly sent: Manifest;
  readonly force: boolean;
  /** Fields of others, whatever was chosen about them. */
  readonly conflicts: readonly FieldConflict[];
  readonly choice?: ConflictChoice;
  /** How the object would be; of a conflict that is not decided, when the fields are taken over. Absent: it cannot be told. */
  readonly preview?: Extract<ApplyOutcome, { readonly object: unknown }>;
}

export interface PlanPlace {
  readonly control: ClusterControl;
  readonly namespace: string;
  /** All documents of the apply. */
  readonly all: readonly Manifest[];
}

/** Asks the server what a document would change. Fields that Trainyard has set itself by other ways are taken over without a question. */
export async function planDocument(
  manifest: Manifest,
  place: PlanPlace,
  signal: AbortSignal,
): Promise<Result<Planned>> {
  const asked = await dryRun(manifest, place, { force: false }, signal);
  if (!asked.ok) return asked;
  const { outcome } = asked.value;
  if (outcome.kind !== 'conflict') return asked;
  const forced = await dryRun(manifest, place, { force: true }, signal);
  if (!forced.ok) return forced;
  if (isOwnConflict(outcome.conflicts)) return forced;
  const { preview } = forced.value;
  return ok({ ...asked.value, conflicts: outcome.conflicts, ...(preview === undefined ? {} : { preview }) });
}

/** The same document after a choice about fields of others. */
export async function decideConflict(
  planned: Planned,
  choice: ConflictChoice,
  place: PlanPlace,
  signal: AbortSignal,
): Promise<Result<Planned>> {
  const { manifest, conflicts } = planned;
  const known = { manifest, conflicts, choice };
  if (choice === 'skip') return ok({ ...known, sent: manifest, force: false, outcome: { kind: 'skipped' } });
  const sent =
    choice === 'leave'
      ? leaveFields(
          manifest,
          conflicts.map(({ field }) => field),
        )
      : manifest;
  const asked = await dryRun(sent, place, { force: choice === 'takeOver' }, signal);
  return asked.ok ? ok({ ...asked.value, ...known }) : asked;
}

/** What is sent: what the dry run has refused is not, and no conflict that nobody has decided. */
export function isSent({ outcome }: Planned): boolean {
  return outcome.kind === 'created' || outcome.kind === 'configured' || outcome.kind === 'unchecked';
}

/** Applies one planned document. What is not sent keeps what the dry run said of it. */
export async function applyDocument(
  planned: Planned,
  { control, namespace }: PlanPlace,
  signal: AbortSignal,
): Promise<Result<Applied>> {
  const { manifest, sent, force } = planned;
  if (!isSent(planned)) return ok({ manifest, outcome: planned.outcome });
  const outcome = await control.apply(sent, { dryRun: false, force, namespace }, signal);
  if (outcome.ok) return ok({ manifest, outcome: outcome.value });
  return isOfCluster(outcome.failure)
    ? outcome
    : ok({ manifest, outcome: { kind: 'failed', failure: outcome.failure } });
}

async function dryRun(
  sent: Manifest,
  { control, namespace, all }: PlanPlace,
  { force }: { readonly force: boolean },
  signal: AbortSignal,
): Promise<Result<Planned>> {
  const known = { manifest: sent, sent, force, conflicts: [] };
  const asked = await control.apply(sent, { dryRun: true, force, namespace }, signal);
  if (asked.ok) {
    const outcome = asked.value;
    return ok({ ...known, outcome, ...(outcome.kind === 'conflict' ? {} : { preview: outcome }) });
  }
  const { failure } = asked;
  if (isOfCluster(failure)) return asked;
  const isMissing = failure.code === 'not-found' || failure.code === 'unsupported';
  const needed = isMissing ? neededBefore(sent, all, namespace) : undefined;
  if (needed) return ok({ ...known, outcome: { kind: 'unchecked', needs: needed } });
  return ok({ ...known, outcome: { kind: 'failed', failure } });
}
