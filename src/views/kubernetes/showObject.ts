import { ok, type Result } from '../../domain/base/failure.ts';
import { formatTime } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterEvent } from '../../domain/cluster/clusterObject.ts';
import { describe } from '../../domain/cluster/describe.ts';
import { shownObject } from '../../domain/cluster/objectText.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** The object in words: how it is, what it is made of, what it owns, and what happened to it. */
export async function describeObject(
  deps: KubernetesDeps,
  { cluster, ref }: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { reader } = cluster;
  const object = await reader.get(ref, signal);
  if (!object.ok) return object;
  const uid = fieldOf(object.value, 'metadata', 'uid');
  const known = typeof uid === 'string' ? uid : undefined;
  const [events, owned] = await Promise.all([
    reader.events(ref, known, signal),
    known === undefined || ref.namespace === undefined ? undefined : reader.owned(known, ref.namespace, signal),
  ]);
  const text = describe(object.value, {
    events: events.ok ? events.value : undefined,
    owned: owned?.ok === true ? owned.value : undefined,
    now: new Date(),
  });
  await deps.documents.show(`${ref.name}.${ref.resource.kind.toLowerCase()}.txt`, text);
  return ok(undefined);
}

/** The object as the server has it, as a read-only document. */
export async function showYaml(
  deps: KubernetesDeps,
  { cluster, ref }: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const object = await cluster.reader.get(ref, signal);
  if (!object.ok) return object;
  const text = await (await deps.loadManifestText()).print(shownObject(object.value));
  await deps.documents.show(`${ref.name}.${ref.resource.kind.toLowerCase()}.yaml`, text);
  return ok(undefined);
}

/** What happened to the object, newest first. */
export async function showEvents(
  deps: KubernetesDeps,
  { cluster, ref }: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const events = await cluster.reader.events(ref, undefined, signal);
  if (!events.ok) return events;
  const lines = events.value.length === 0 ? [t('The cluster has no events about it now.')] : events.value.map(lineOf);
  await deps.documents.show(`${ref.name}.events.txt`, `${lines.join('\n')}\n`);
  return ok(undefined);
}

function lineOf({ lastSeen, type, reason, message, count }: ClusterEvent): string {
  const often = count > 1 ? ` (${t('{0} times', count)})` : '';
  return `${formatTime(lastSeen)}  ${type === 'Warning' ? '!' : ' '} ${reason}: ${message}${often}`;
}
