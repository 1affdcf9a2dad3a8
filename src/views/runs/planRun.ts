import { Uri, workspace } from 'vscode';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { DockerChoices, DockerFacts, KnownGpu } from '../../domain/deploy/dockerFacts.ts';
import { runName } from '../../domain/deploy/runName.ts';
import { toDocker } from '../../domain/deploy/toDocker.ts';
import type { ContainerPlan } from '../../domain/engines/containerPlan.ts';
import { defaultTag, withTag } from '../../domain/images/planBuild.ts';
import type { GitFacts } from '../../domain/runs/gitFacts.ts';
import type { MachineFacts } from '../../domain/runs/machineFacts.ts';
import { type RunOutput, runOutputs, seesFoldersOfThisMachine, withOutputs } from '../../domain/runs/outputs.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import { readGit } from './readGit.ts';
import type { RunsDeps } from './register.ts';
import type { DecidedRun } from './startWorkload.ts';

/** Makes the plan of a run from what was read once; the image may become better known between two calls. */
export type PlanRun = (choices: DockerChoices, image: DockerFacts['image']) => Result<ContainerPlan>;

export interface RunPlanning {
  readonly name: string;
  readonly planFor: PlanRun;
  readonly outputs: readonly RunOutput[];
  readonly machine: MachineFacts;
  readonly gpus?: readonly KnownGpu[];
  readonly git?: GitFacts;
}

/** Reads all facts of this start: repository, secrets, environment files, user. Changes nothing. */
export async function planRun(deps: RunsDeps, decided: DecidedRun): Promise<RunPlanning> {
  const { loaded, workload, connection, snapshot, from } = decided;
  const specFolder = folderOf(loaded.path);
  const { signal } = new AbortController();
  const adapters = await deps.loadMachine();
  const isHere = seesFoldersOfThisMachine(connection);
  const [git, machine, gpus] = await Promise.all([
    readGit(adapters, specFolder, signal),
    adapters.machine.read(workload, specFolder),
    // Only asked when it matters: a start without GPUs must not wait for a driver.
    isHere && decided.choices.gpu ? adapters.machine.gpus(signal) : undefined,
  ]);
  // A folder that is written by the image's own user would belong to somebody else afterwards, or could not be written at all.
  const isMounted = isHere && workload.user !== 'image';
  const outputs = plannedOutputs(decided, isMounted);
  const name = runName(
    workload.name,
    snapshot.containers.map((container) => container.name),
    Math.random,
  );
  const facts: Omit<DockerFacts, 'image'> = {
    engine: snapshot.info,
    hasBridgeNetwork: snapshot.networks.some(({ driver }) => driver === 'bridge'),
    specFolder,
    isRemote: !isHere,
    specPath: loaded.path,
    specDigest: loaded.digest,
    workspaceFolder: workspace.getWorkspaceFolder(Uri.file(loaded.path))?.uri.fsPath ?? specFolder,
    run: { id: crypto.randomUUID(), name, ...(from ? { from } : {}) },
    ...(isHere ? machine : withoutUser(machine)),
    ...(git ? { git } : {}),
    ...(gpus ? { gpus } : {}),
  };
  const planFor: PlanRun = (choices, image) => {
    const plan = toDocker(workload, choices, { ...facts, image });
    return plan.ok ? ok(withOutputs(plan.value, outputs)) : plan;
  };
  return { name, planFor, outputs, machine, ...(gpus ? { gpus } : {}), ...(git ? { git } : {}) };
}

/** Our user means nothing on another machine: there the image's own user writes, and what comes back belongs to us anyway. */
function withoutUser(machine: MachineFacts): MachineFacts {
  const { hostUser: _hostUser, ...rest } = machine;
  return rest;
}

/** What a start will leave, with folders of this machine. */
export function plannedOutputs({ loaded, workload }: ChosenWorkload, isMounted: boolean): readonly RunOutput[] {
  const outputs = workload.kind === 'run' ? workload.outputs : [];
  return runOutputs(outputs, { specFolder: folderOf(loaded.path), isMounted });
}

/** The reference of the image before it is built or pulled. */
export function expectedImage({ loaded, workload }: ChosenWorkload): string {
  const { image } = workload;
  if (image.kind === 'image') return image.reference;
  const project = loaded.spec.name ?? folderOf(loaded.path).split(/[/\\]/).at(-1) ?? workload.name;
  return withTag(image.tag ?? defaultTag(project, workload.name));
}

/** The folder of the file that a workload is in. */
export function folderOf(path: string): string {
  return path.replace(/[/\\][^/\\]*$/, '');
}
