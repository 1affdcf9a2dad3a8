import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ObjectRef, ResourceKind } from '../cluster/clusterObject.ts';
import type { Cluster } from '../cluster/ports.ts';
import { type Applied, manifestName } from './applyReport.ts';
import { fieldOf } from './plainData.ts';
import { isLeftAlone, mayTakeAway, ownersPatch, revertPatch, type ThreeTimes } from './revertApply.ts';

/** One document that changed something: how its object was before, and how the apply left it. */
export interface Done {
  readonly name: string;
  readonly isCreated: boolean;
  readonly before?: unknown;
  readonly applied: unknown;
}

type UndoPlace = Pick<Cluster, 'reader' | 'control'>;

export type Undone = 'deleted' | 'restored' | 'gone' | 'same';

/** How often something may change between looking and undoing. */
const TRIES = 5;

/** What can be taken back of what came of a document. */
export function doneOf({ manifest, outcome }: Applied): readonly Done[] {
  const name = manifestName(manifest);
  if (outcome.kind === 'created') return [{ name, isCreated: true, applied: outcome.object }];
  if (outcome.kind !== 'configured') return [];
  return [{ name, isCreated: false, applied: outcome.object, before: outcome.before }];
}

/** Takes back one document. `conflict`: somebody has changed the object since, and it stays as it is. */
export async function undoDocument(done: Done, cluster: UndoPlace, signal: AbortSignal): Promise<Result<Undone>> {
  const { before, applied, isCreated } = done;
  if (!isCreated && before === undefined) return fail(unread());
  const kinds = await cluster.reader.kinds(signal);
  if (!kinds.ok) return kinds;
  const ref = refOf(applied, kinds.value);
  if (!ref) return fail({ code: 'unsupported', message: t('the cluster does not know its kind any more') });
  let lost: Result<Undone> | undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    const now = await cluster.reader.get(ref, signal);
    if (!now.ok) return now.failure.code === 'not-found' && isCreated ? ok('gone') : now;
    const times = { before, applied, now: now.value };
    const step = isCreated ? takeAway(times) : putBack(times);
    if (!step.ok) return step;
    const undone = await step.value(cluster, ref, signal);
    // Otherwise its version was old: a controller, or somebody, has changed it in between.
    if (undone.ok || undone.failure.code !== 'conflict') return undone;
    lost = undone;
  }
  return lost ?? fail(unread());
}

type Step = (cluster: UndoPlace, ref: ObjectRef, signal: AbortSignal) => Promise<Result<Undone>>;

function takeAway(times: ThreeTimes): Result<Step> {
  const only = mayTakeAway(times);
  if (!only.ok) return only;
  return ok(async (cluster, ref, signal) => {
    const removed = await cluster.control.remove(ref, { propagation: 'Background', only: only.value }, signal);
    return removed.ok ? ok('deleted') : removed;
  });
}

function putBack(times: ThreeTimes): Result<Step> {
  const patch = revertPatch(times);
  if (!patch.ok) return patch;
  const { value } = patch;
  return ok(async (cluster, ref, signal) => {
    if (value === undefined) return ok('same');
    const restored = await cluster.control.patch(ref, value, {}, signal);
    if (!restored.ok) return restored;
    await giveBackFields({ before: times.before, restored: restored.value }, { cluster, ref }, signal);
    return ok('restored');
  });
}

/** Without it the values are back all the same, and their fields are ours: that is no failure. */
async function giveBackFields(
  { before, restored }: { readonly before: unknown; readonly restored: unknown },
  { cluster, ref }: { readonly cluster: UndoPlace; readonly ref: ObjectRef },
  signal: AbortSignal,
): Promise<void> {
  let object = restored;
  for (let tried = 0; tried < TRIES && isLeftAlone(restored, object); tried++) {
    const owners = ownersPatch(before, object);
    const given = owners === undefined ? undefined : await cluster.control.patch(ref, owners, {}, signal);
    // A controller that writes the status of what was restored makes the version an old one.
    if (!given || given.ok || given.failure.code !== 'conflict') return;
    const now = await cluster.reader.get(ref, signal);
    if (!now.ok) return;
    object = now.value;
  }
}

/** In the version of the manifest, which need not be the one that the server prefers. */
function refOf(object: unknown, kinds: readonly ResourceKind[]): ObjectRef | undefined {
  const apiVersion = String(fieldOf(object, 'apiVersion'));
  const slash = apiVersion.indexOf('/');
  const [group, version] = [apiVersion.slice(0, Math.max(0, slash)), apiVersion.slice(slash + 1)];
  const known = kinds.find((each) => each.group === group && each.kind === fieldOf(object, 'kind'));
  const [name, namespace] = ['name', 'namespace'].map((field) => fieldOf(object, 'metadata', field));
  if (!known || typeof name !== 'string') return undefined;
  return { resource: { ...known, version }, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}

function unread(): Failure {
  return { code: 'forbidden', message: t('what it was before could not be read') };
}
