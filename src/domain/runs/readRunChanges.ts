import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { fieldOf } from '../deploy/plainData.ts';
import type { ChangesKeeper } from './gitFacts.ts';
import { KUBERNETES_ANNOTATIONS } from './kubernetesLabels.ts';
import { RUN_LABELS } from './labels.ts';
import type { Run } from './run.ts';
import { readRunObject, type RunPlaces } from './runObject.ts';

/**
 * The uncommitted changes that a run was started with, as a patch. `not-found`: they were not kept, or are on another machine; or the failure of
 * reading the run.
 */
export async function readRunChanges(
  places: RunPlaces & { readonly keeper: ChangesKeeper },
  run: Run,
  signal: AbortSignal,
): Promise<Result<string>> {
  const object = await readRunObject(places, run, signal);
  const packed = object.ok ? attached(object.value) : undefined;
  const patch = packed === undefined ? await places.keeper.kept(run.id) : await places.keeper.unpack(packed);
  if (patch !== undefined) return ok(patch);
  if (!object.ok) return object;
  if (packed !== undefined) {
    return fail({ code: 'invalid', message: t('The changes that are kept with {0} cannot be read.', run.name) });
  }
  return fail({
    code: 'not-found',
    message: t('The uncommitted changes of {0} are not kept with it.', run.name),
    nextStep: t(
      'Long ones stay on the machine that started the run; the setting “trainyard.runs.keepChanges” may be off.',
    ),
  });
}

function attached(object: unknown): string | undefined {
  const inCluster = fieldOf(object, 'metadata', 'annotations', KUBERNETES_ANNOTATIONS.changes);
  const onEngine = fieldOf(object, 'Config', 'Labels', RUN_LABELS.changes);
  return [inCluster, onEngine].find((each) => typeof each === 'string');
}
