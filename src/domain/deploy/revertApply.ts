import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { changesOf, withoutServerFields } from './change.ts';
import { fieldOf, isEqualData, isObject, listOf, mergePatch } from './plainData.ts';

/** An object at three times: before an apply, as the apply left it, and as it is now. */
export interface ThreeTimes {
  readonly before: unknown;
  readonly applied: unknown;
  readonly now: unknown;
}

/**
 * The merge patch that gives an object back what it was before an apply; undefined when that is so already. Touches only what the apply changed.
 * `conflict`: it is another object of the same name, or somebody has changed one of these fields since. Its resource version is in the patch, so that
 * the server refuses it when that happens meanwhile.
 */
export function revertPatch({ before, applied, now }: ThreeTimes): Result<object | undefined> {
  if (!isSameObject(applied, now)) return fail(replaced());
  const [was, is, present] = [before, applied, now].map(withoutServerFields);
  const patch = mergePatch(is, was);
  if (!isObject(patch) || isEqualData(present, was)) return ok(undefined);
  const lost = changedSince(patch, is, present);
  if (lost !== undefined) return fail(changed(lost, managersSince(applied, now)));
  const metadata = isObject(patch['metadata']) ? patch['metadata'] : {};
  return ok({ ...patch, metadata: { ...metadata, ...versionOf(now) } });
}

/**
 * The patch that gives fields back to the managers that they had, after their values are back; undefined when the server keeps none. What
 * controllers write of the status stays theirs.
 */
export function ownersPatch(before: unknown, now: unknown): object | undefined {
  const managers = (object: unknown) => listOf(fieldOf(object, 'metadata', 'managedFields'));
  const own = managers(before).filter((entry) => !isOfStatus(entry));
  if (own.length === 0) return undefined;
  const managedFields = [...own, ...managers(now).filter(isOfStatus)];
  return { metadata: { ...versionOf(now), managedFields } };
}

/** Whether an object that an apply created may be taken away again: it is the same one, and nobody but controllers has changed it (operators put in a finalizer). */
export function mayTakeAway({ applied, now }: Omit<ThreeTimes, 'before'>): Result<{
  readonly uid: string;
  readonly resourceVersion: string;
}> {
  if (!isSameObject(applied, now)) return fail(replaced());
  const managers = managersSince(applied, now).filter((name) => !CONTROLLERS.test(name));
  if (managers.length > 0 && changesOf(applied, now).some(({ path }) => !path.startsWith('metadata.finalizers')))
    return fail(changed(undefined, managers));
  const { uid, resourceVersion } = versionOf(now);
  return ok({ uid: String(uid), resourceVersion: String(resourceVersion) });
}

/** The cluster's own programs, which fill in what nobody wrote. */
const CONTROLLERS =
  /^(?:kube-controller-manager|kube-scheduler|kube-apiserver|apiserver|kubelet|cloud-controller-manager)$/;

/** Nobody but controllers has written anything since. */
export function isLeftAlone(applied: unknown, now: unknown): boolean {
  return managersSince(applied, now).every((name) => CONTROLLERS.test(name));
}

/** Who has written something else than the status since. */
function managersSince(applied: unknown, now: unknown): readonly string[] {
  const known = listOf(fieldOf(applied, 'metadata', 'managedFields'));
  const since = listOf(fieldOf(now, 'metadata', 'managedFields')).filter(
    (entry) => !isOfStatus(entry) && !known.some((one) => isEqualData(one, entry)),
  );
  const names = since.map((entry) => fieldOf(entry, 'manager')).filter((name) => typeof name === 'string');
  return Array.from(new Set(names));
}

function isOfStatus(entry: unknown): boolean {
  return fieldOf(entry, 'subresource') === 'status';
}

function isSameObject(applied: unknown, now: unknown): boolean {
  const uid = fieldOf(applied, 'metadata', 'uid');
  return typeof uid === 'string' && uid === fieldOf(now, 'metadata', 'uid');
}

function versionOf(now: unknown): { readonly uid: unknown; readonly resourceVersion: unknown } {
  return { uid: fieldOf(now, 'metadata', 'uid'), resourceVersion: fieldOf(now, 'metadata', 'resourceVersion') };
}

/** The first field of the patch that is not any more as the apply left it. */
function changedSince(patch: unknown, applied: unknown, now: unknown, path = ''): string | undefined {
  if (!isObject(patch) || !isObject(applied) || !isObject(now)) {
    return isEqualData(applied, now) ? undefined : path;
  }
  for (const name of Object.keys(patch)) {
    const place = path === '' ? name : `${path}.${name}`;
    const lost = changedSince(patch[name], fieldOf(applied, name), fieldOf(now, name), place);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function changed(field: string | undefined, managers: readonly string[]): Failure {
  const who = managers.join(', ');
  const nextStep = t('Look at the object, and change it by hand.');
  if (field === undefined) return { code: 'conflict', message: t('{0} has changed it since', who), nextStep };
  return {
    code: 'conflict',
    message: who === '' ? t('{0} was changed since', field) : t('{0} was changed since, by {1}', field, who),
    nextStep,
  };
}

function replaced(): Failure {
  return { code: 'conflict', message: t('another object has this name by now') };
}
