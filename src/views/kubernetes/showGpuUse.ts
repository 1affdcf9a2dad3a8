import { withProgress } from '../../adapters/vscode/progress.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { busyText } from '../../domain/cluster/gpuUse.ts';
import { parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { SMI_PROGRAMS, smiBusy, type SmiGpu, smiText } from '../../domain/cluster/smiOutput.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { containerOf } from './podActions.ts';

/** Milliseconds: a driver in trouble makes such programs hang. */
const LIMIT_MS = 15_000;

/** Asks the vendor's own program in a container that was given GPUs how busy they are. */
export async function showGpuUse(
  deps: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const container = await containerOf(target, signal);
  if (!container.ok) return container;
  const { id, title } = container.value;
  const asked = await withProgress(t('Asking for the GPU use of {0}', title), (_report, abort) =>
    askPrograms(target, parsePodContainerId(id), AbortSignal.any([signal, abort])),
  );
  if (!asked.ok) return asked;
  const now = new Date();
  const sentence = busyText(smiBusy(asked.value), now, now) ?? t('its use is not told');
  deps.notify.info(t('{0}: {1} ({2} GPUs)', title, sentence, asked.value.length), {
    title: t('Show each GPU'),
    run: () => deps.documents.show(t('GPU use of {0}.txt', title.replaceAll('/', ' ')), smiText(asked.value)),
  });
  return ok(undefined);
}

async function askPrograms(
  { cluster }: ClusterTarget,
  container: PodContainer,
  signal: AbortSignal,
): Promise<Result<readonly SmiGpu[]>> {
  let refused: Failure | undefined;
  for (const { command, parse, name } of SMI_PROGRAMS) {
    const limit = AbortSignal.timeout(LIMIT_MS);
    const outcome = await cluster.run(container, command, AbortSignal.any([signal, limit]));
    if (limit.aborted && !signal.aborted) return fail(silent(name, container.pod));
    if (!outcome.ok) {
      if (outcome.failure.code === 'tool-missing') continue;
      return outcome;
    }
    const gpus = parse(outcome.value.stdout);
    if (gpus.length > 0) return ok(gpus);
    const { stdout, stderr } = outcome.value;
    // Images for AMD have both programs, of which the other may fit the driver.
    refused = {
      code: 'rejected',
      message: t('{0} in {1} names no GPU', name, container.pod),
      nextStep: t('Look whether the driver of the node works: run {0} in a shell of the pod.', name),
      detail: `${stderr}${stdout}`,
    };
  }
  if (refused) return fail(refused);
  return fail({
    code: 'tool-missing',
    message: t('Neither nvidia-smi nor amd-smi nor rocm-smi is in the container of {0}', container.pod),
    nextStep: t('With the DCGM exporter in the cluster the use is shown on the rows.'),
  });
}

function silent(name: string, pod: string) {
  return {
    code: 'timeout',
    message: t('{0} in {1} did not answer within {2} s', name, pod, LIMIT_MS / 1000),
    nextStep: t('The driver of the node may be in trouble: look at the events of the node.'),
  } as const;
}
