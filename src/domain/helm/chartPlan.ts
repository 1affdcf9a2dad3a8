import { fail, type Failure, ok, type Result } from '../base/failure.ts';
import { isObject, isEqualData } from '../deploy/plainData.ts';
import type { ResourceKind } from '../cluster/clusterObject.ts';
import { isOfCluster } from '../cluster/isOfCluster.ts';
import { kindOfManifest, manifestKey } from '../cluster/kindOfManifest.ts';
import type { Cluster, Manifest } from '../cluster/ports.ts';
import { changesOf } from '../deploy/change.ts';

/** What an upgrade would do with one object. */
export interface PlannedObject {
  readonly manifest: Manifest;
  /** `kept`: the chart does not have it any more, and says that it stays. */
  readonly kind: 'created' | 'changed' | 'unchanged' | 'removed' | 'kept' | 'failed';
  /** As it is in the cluster. */
  readonly live?: unknown;
  /** As it would be, with the server's defaults. */
  readonly planned?: unknown;
  /** Who manages fields of it that would be changed, besides helm. */
  readonly others?: readonly string[];
  /** The server would refuse it. */
  readonly failure?: Failure;
}

export interface PlanParts {
  readonly cluster: Pick<Cluster, 'control' | 'reader'>;
  readonly namespace: string;
  /** Of the revision that is there now; empty: the release is new. */
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
}

const KEEP = 'helm.sh/resource-policy';

/**
 * Compares what a chart makes with what is in the cluster. The server says by a dry run how each object would be; fields that the chart had
 * before and has no more are taken out of its answer, as helm takes them out of the object.
 */
export async function planUpgrade(
  { cluster, namespace, before, after }: PlanParts,
  signal: AbortSignal,
): Promise<Result<readonly PlannedObject[]>> {
  const kinds = await cluster.reader.kinds(signal);
  if (!kinds.ok) return kinds;
  const read = async (manifest: Manifest) =>
    await liveObject(cluster, { manifest, kinds: kinds.value, namespace }, signal);
  const keyOf = (manifest: Manifest) => manifestKey(manifest, namespace);
  const old = new Map(before.map((manifest) => [keyOf(manifest), manifest]));
  const planned: PlannedObject[] = [];
  for (const manifest of after) {
    const live = await read(manifest);
    if (!live.ok) return live;
    const asked = await dryRun(cluster, manifest, namespace, signal);
    if (!asked.ok) {
      if (isOfCluster(asked.failure)) return asked;
      planned.push({ manifest, kind: 'failed', live: live.value, failure: asked.failure });
      continue;
    }
    const { others } = asked.value;
    const object = withoutDropped(asked.value.object, old.get(keyOf(manifest)), manifest);
    const isSame = changesOf(live.value, object).length === 0;
    const kind = live.value === undefined ? 'created' : isSame ? 'unchanged' : 'changed';
    planned.push({ manifest, kind, live: live.value, planned: object, ...(others.length === 0 ? {} : { others }) });
  }
  const stays = new Set(after.map(keyOf));
  for (const manifest of before) {
    if (stays.has(keyOf(manifest))) continue;
    const live = await read(manifest);
    if (!live.ok) return live;
    if (live.value !== undefined)
      planned.push({ manifest, kind: isKept(manifest) ? 'kept' : 'removed', live: live.value });
  }
  return ok(planned);
}

/** How the server says that the object would be, and whose fields that changes. We are not helm: fields of helm are ours here. */
async function dryRun(
  { control }: Pick<Cluster, 'control'>,
  manifest: Manifest,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<{ readonly object: unknown; readonly others: readonly string[] }>> {
  const asked = await control.apply(manifest, { dryRun: true, force: false, namespace }, signal);
  if (!asked.ok) return asked;
  if (asked.value.kind !== 'conflict') return ok({ object: asked.value.object, others: [] });
  const managers = new Set(asked.value.conflicts.map(({ manager }) => manager));
  const forced = await control.apply(manifest, { dryRun: true, force: true, namespace }, signal);
  if (!forced.ok) return forced;
  if (forced.value.kind === 'conflict') return fail({ code: 'conflict', message: forced.value.message });
  return ok({ object: forced.value.object, others: [...managers].filter((name) => name !== 'helm').toSorted() });
}

interface Wanted {
  readonly manifest: Manifest;
  readonly kinds: readonly ResourceKind[];
  readonly namespace: string;
}

/** Undefined: it is not there, or its kind is not. */
async function liveObject(
  { reader }: Pick<Cluster, 'reader'>,
  { manifest, kinds, namespace }: Wanted,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const resource = kindOfManifest(manifest, kinds);
  if (!resource) return ok(undefined);
  const { name, namespace: own = namespace } = manifest.metadata;
  const live = await reader.get({ resource, name, ...(resource.isNamespaced ? { namespace: own } : {}) }, signal);
  return live.ok || isOfCluster(live.failure) ? live : ok(undefined);
}

function isKept({ metadata }: Manifest): boolean {
  const { annotations } = metadata;
  return isObject(annotations) && annotations[KEEP] === 'keep';
}

/** Takes out of an object what a manifest had before and has no more. In lists, by the names of their entries. */
function withoutDropped(object: unknown, before: unknown, after: unknown): unknown {
  if (isEqualData(before, after)) return object;
  if (Array.isArray(object) && Array.isArray(before) && Array.isArray(after)) {
    const of = (list: readonly unknown[], name: unknown) => list.find((each) => nameOf(each) === name);
    return object.flatMap((each: unknown) => {
      const name = nameOf(each);
      const old = name === undefined ? undefined : of(before, name);
      if (old === undefined) return [each];
      const now = of(after, name);
      return now === undefined ? [] : [withoutDropped(each, old, now)];
    });
  }
  if (!isObject(object) || !isObject(before) || !isObject(after)) return object;
  const entries = Object.entries(object).filter(
    ([name]) => !(Object.hasOwn(before, name) && !Object.hasOwn(after, name)),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutDropped(value, before[name], after[name])]));
}

function nameOf(entry: unknown): unknown {
  return isObject(entry) ? entry['name'] : undefined;
}
