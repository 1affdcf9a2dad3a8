import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { dockerRanSpec } from './dockerRanSpec.ts';
import { kubernetesRanSpec } from './kubernetesRanSpec.ts';
import type { RanSpec } from './ranSpec.ts';
import type { Run } from './run.ts';
import { readRunObject, type RunPlaces } from './runObject.ts';
import { type RunSheet, runSheet } from './runSheet.ts';

/** Reads what a run was started with, from where it ran, and puts it on a sheet. Never fails: a spec that cannot be read is said on the sheet. */
export async function readRunSheet(places: RunPlaces, run: Run, now: Date, signal: AbortSignal): Promise<RunSheet> {
  const spec = await readRanSpec(places, run, signal);
  return runSheet(run, { place: await placeOf(places, run), spec, now });
}

/** What a run was started with. Failures are those of reading its container, Job or Deployment. */
export async function readRanSpec(places: RunPlaces, run: Run, signal: AbortSignal): Promise<Result<RanSpec>> {
  const object = await readRunObject(places, run, signal);
  return object.ok ? await specOf(places, run, object.value, signal) : object;
}

async function placeOf({ hub, clusters }: RunPlaces, { cluster, engineId }: Run): Promise<string> {
  const all = cluster ? await clusters.list() : await hub.list();
  return all.find(({ id }) => id === engineId)?.label ?? engineId;
}

async function specOf(places: RunPlaces, run: Run, object: unknown, signal: AbortSignal): Promise<Result<RanSpec>> {
  const { cluster } = run;
  if (!cluster) return ok(dockerRanSpec(object, await imageOf(places, run, signal)));
  const spec = kubernetesRanSpec(object);
  if (spec) return ok(spec);
  return fail({ code: 'invalid', message: t('The {0} {1} has no container.', cluster.objectKind, cluster.objectName) });
}

/** An image that was removed meanwhile only means that its own variables are shown too. */
async function imageOf({ hub }: RunPlaces, { engineId, imageId }: Run, signal: AbortSignal): Promise<unknown> {
  const engine = await hub.engine(engineId);
  if (!engine.ok || imageId === '') return undefined;
  const image = await engine.value.reader.inspect('image', imageId, signal);
  return image.ok ? JSON.parse(image.value) : undefined;
}
