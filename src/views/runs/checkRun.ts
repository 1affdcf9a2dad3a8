import { Uri, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { preflight } from '../../domain/deploy/preflight.ts';
import { type PreflightChange, type PreflightFacts, withChange } from '../../domain/deploy/preflightCheck.ts';
import { trackingPlace } from '../../domain/deploy/trackingPlace.ts';
import type { ContainerPlan } from '../../domain/engines/containerPlan.ts';
import type { MachineFacts } from '../../domain/runs/machineFacts.ts';
import { seesFoldersOfThisMachine } from '../../domain/runs/outputs.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';
import { expectedImage, folderOf, type RunPlanning } from './planRun.ts';
import type { RunsDeps } from './register.ts';
import { showPreflight } from './showPreflight.ts';
import type { DecidedRun } from './startWorkload.ts';

/** Checks a start until nothing is found, or until the user wants it all the same. Fixes that the user picks change the choices. */
export async function checkRun(
  deps: RunsDeps,
  decided: DecidedRun,
  planning: RunPlanning,
): Promise<Result<RunChoices>> {
  let { choices } = decided;
  for (;;) {
    const plan = planning.planFor(choices, { reference: expectedImage(decided) });
    const facts = await factsOf(deps, { decided, planning, plan, choices });
    const outcome = await showPreflight(planning.name, preflight(decided.workload, plan, facts), plan.ok);
    if (outcome === 'go') return plan.ok ? ok(choices) : plan;
    if (outcome === undefined) return fail(CANCELLED);
    choices = withChange(choices, outcome);
    await doNow(outcome);
  }
}

async function doNow(change: PreflightChange): Promise<void> {
  if (change.kind === 'createFolder') await workspace.fs.createDirectory(Uri.file(change.path));
}

interface Checked {
  readonly decided: DecidedRun;
  readonly planning: RunPlanning;
  readonly plan: Result<ContainerPlan>;
  readonly choices: RunChoices;
}

async function factsOf(deps: RunsDeps, { decided, planning, plan, choices }: Checked): Promise<PreflightFacts> {
  const { connection, snapshot, workload } = decided;
  const isRemote = !seesFoldersOfThisMachine(connection);
  const mounts = plan.ok ? plan.value.mounts : [];
  const outputFolders = planning.outputs.map(({ folder }) => folder);
  // Output folders are made at the start, so that only what the spec mounts must be there already.
  const sources = mounts.flatMap((mount) =>
    mount.kind === 'bind' && !outputFolders.includes(mount.source) ? [mount.source] : [],
  );
  const ports = plan.ok ? plan.value.ports.flatMap(({ hostPort }) => (hostPort ? [hostPort] : [])) : [];
  const { machine } = await deps.loadMachine();
  const place = trackingPlace(workload.tracking);
  const [folders, outputs, realPaths, listeningPorts, image, trackingAnswer] = await Promise.all([
    machine.folderStates(isRemote ? [] : sources),
    machine.folderStates(outputFolders),
    machine.realPaths(isRemote ? [] : sources),
    isRemote ? undefined : machine.portsInUse(ports),
    imageFacts(deps, decided),
    isRemote || place?.kind !== 'loopback' ? undefined : machine.trackingAnswer(place.url),
  ]);
  return {
    engine: snapshot.info,
    containers: snapshot.containers,
    networks: snapshot.networks.map(({ name }) => name),
    isRemote,
    folders,
    realPaths,
    outputFolders: outputs,
    homeFolder: planning.machine.homeFolder,
    ...(planning.machine.hostUser ? { hostUser: planning.machine.hostUser } : {}),
    ...missingOf(planning.machine, workload),
    ...(listeningPorts ? { listeningPorts } : {}),
    specFolder: folderOf(decided.loaded.path),
    ...(trackingAnswer ? { trackingAnswer } : {}),
    ...(image ? { image } : {}),
    ...(planning.gpus ? { gpus: planning.gpus } : {}),
    ...(choices.accepted ? { accepted: choices.accepted } : {}),
  };
}

function missingOf(machine: MachineFacts, workload: DecidedRun['workload']) {
  return {
    missingEnvironmentFiles: workload.environmentFiles.filter((path) => !machine.environmentFiles.has(path)),
    unsetSecrets: workload.secrets.filter(({ variable }) => !machine.secrets.has(variable)),
  };
}

/** Of the image as the engine has it now. One that is built afterwards is for the engine's own architecture. */
async function imageFacts({ hub }: RunsDeps, decided: DecidedRun): Promise<PreflightFacts['image']> {
  if (decided.workload.image.kind === 'build') return undefined;
  const engine = await hub.engine(decided.connection.id);
  if (!engine.ok) return undefined;
  const found = await engine.value.images.find(expectedImage(decided), new AbortController().signal);
  return found.ok ? found.value : undefined;
}
