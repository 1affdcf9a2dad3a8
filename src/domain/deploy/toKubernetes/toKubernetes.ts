import type { Failure, Result } from '../../base/failure.ts';
import { fail } from '../../base/failure.ts';
import { t } from '../../base/text.ts';
import type { Manifest } from '../../cluster/ports.ts';
import { KUBERNETES_ANNOTATIONS, KUBERNETES_LABELS, labelsAndWords, MANAGER } from '../../runs/kubernetesLabels.ts';
import { outputsLabel } from '../../runs/outputs.ts';
import { DEBUG_PORT } from '../debugCommand.ts';
import type { KubernetesChoices, KubernetesFacts } from '../kubernetesChoices.ts';
import { trackingOfPod } from '../trackingInPod.ts';
import { applyParameters, type ParameterWords } from '../parameters.ts';
import type { KubernetesKind, WorkloadSpec } from '../spec.ts';
import { deploymentManifests } from './deployment.ts';
import { jobManifests } from './job.ts';
import { objectName } from './objectName.ts';
import { debuggedProgram, type ObjectWords, type StartInput } from './podTemplate.ts';

/**
 * The objects that a workload becomes, in the order in which they are to be applied. Failures: `unsupported`: a kind that is not made yet,
 * folders, volumes, data sets and secrets of this machine, GPUs that the cluster cannot be asked for · `not-found`: an environment file, a GPU ·
 * `invalid`: a parameter, a limit, a line of an environment file.
 */
export function toKubernetes(
  workload: WorkloadSpec,
  kind: KubernetesKind | undefined,
  given: { readonly choices: KubernetesChoices; readonly facts: KubernetesFacts },
): Result<readonly Manifest[]> {
  const { choices, facts } = given;
  const wrongKind = kindFailure(workload, kind);
  if (wrongKind) return fail(wrongKind);
  const parameters = applyParameters(workload.parameters, choices.parameters);
  if (!parameters.ok) return parameters;
  const input: StartInput = { workload, choices, facts, parameters: parameters.value };
  const words = wordsOf(input);
  return workload.kind === 'run' ? jobManifests(workload, input, words) : deploymentManifests(workload, input, words);
}

/** The name of the Job or Deployment. That of a Job leaves room for the index behind it, which is part of its pods' host names. */
export function kubernetesName(
  workload: WorkloadSpec,
  { choices, facts }: { readonly choices: KubernetesChoices; readonly facts: KubernetesFacts },
): string {
  if (workload.kind === 'serve') return objectName(choices.objectName ?? workload.name);
  const room = workload.nodes > 1 ? `-${workload.nodes - 1}` : '';
  return objectName(choices.objectName ?? facts.run.name, room).slice(0, room === '' ? undefined : -room.length);
}

function kindFailure(workload: WorkloadSpec, kind: KubernetesKind | undefined): Failure | undefined {
  const possible = workload.kind === 'run' ? 'Job' : 'Deployment';
  if (kind === undefined || kind === possible) return undefined;
  if (kind === 'Job' || kind === 'Deployment') {
    const message =
      workload.kind === 'run'
        ? t('“{0}” runs to its end, and a Deployment never ends.', workload.name)
        : t('“{0}” serves until it is stopped, and a Job ends.', workload.name);
    return { code: 'unsupported', message, nextStep: t('Write “create: {0}” into the target.', possible) };
  }
  return {
    code: 'unsupported',
    message: t('Trainyard does not create a {0} yet.', kind),
    nextStep:
      workload.kind === 'run'
        ? t('Write “create: Job” into the target: it runs on several nodes too.')
        : t('Write “create: Deployment” into the target.'),
  };
}

function debugLabels(input: StartInput): readonly (readonly [string, string])[] {
  const debugged = debuggedProgram(input);
  if (!debugged) return [];
  // What cannot be debugged is refused by `podTemplate`.
  const processes = debugged.ok ? debugged.value.processes : 1;
  return [
    [KUBERNETES_LABELS.debugPort, String(DEBUG_PORT)],
    ...(processes > 1 ? [[KUBERNETES_LABELS.debugProcesses, String(processes)] as const] : []),
  ];
}

function wordsOf(input: StartInput): ObjectWords {
  const { workload, choices, facts, parameters } = input;
  const name = kubernetesName(workload, { choices, facts });
  const { labels, words } = labelsAndWords([
    [KUBERNETES_LABELS.name, workload.name],
    [KUBERNETES_LABELS.instance, name],
    [KUBERNETES_LABELS.managedBy, MANAGER],
    [KUBERNETES_LABELS.runId, facts.run.id],
    [KUBERNETES_LABELS.runName, facts.run.name],
    [KUBERNETES_LABELS.workload, workload.name],
    [KUBERNETES_LABELS.kind, workload.kind],
    [KUBERNETES_LABELS.user, facts.user],
    ...debugLabels(input),
  ]);
  const outputs = facts.outputs ?? [];
  const annotations: readonly (readonly [string, string | undefined])[] = [
    [KUBERNETES_ANNOTATIONS.specPath, facts.specPath],
    [KUBERNETES_ANNOTATIONS.specDigest, facts.specDigest],
    [KUBERNETES_ANNOTATIONS.tracking, trackingOfPod(workload)],
    [KUBERNETES_ANNOTATIONS.fromId, facts.run.from?.id],
    [KUBERNETES_ANNOTATIONS.fromName, facts.run.from?.name],
    [KUBERNETES_ANNOTATIONS.parameters, jsonOf(parameters)],
    [KUBERNETES_ANNOTATIONS.outputs, outputs.length === 0 ? undefined : outputsLabel(outputs)],
    [KUBERNETES_ANNOTATIONS.commit, facts.git?.commit],
    [KUBERNETES_ANNOTATIONS.dirty, facts.git && String(facts.git.isDirty)],
    [KUBERNETES_ANNOTATIONS.imageDigest, facts.image.digest],
  ];
  const known = annotations.filter((one): one is readonly [string, string] => one[1] !== undefined);
  return { name, labels: Object.fromEntries(labels), annotations: Object.fromEntries([...words, ...known]) };
}

/** Not through Object.fromEntries: a parameter may be called `__proto__`, and JSON.stringify would leave nothing of it. */
function jsonOf({ values }: ParameterWords): string {
  const pairs = Array.from(values, ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}
