import { commands as vscodeCommands, Uri, workspace } from 'vscode';
import type { CommandArgs } from '../../contributes/commands.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineConnection, EngineSnapshot } from '../../domain/engines/engine.ts';
import { wholeSnapshot } from '../../domain/engines/wholeSnapshot.ts';
import { RUN_LABELS } from '../../domain/runs/labels.ts';
import { outputsOf } from '../../domain/runs/outputs.ts';
import { initialChoices, type RunChoices } from '../../domain/runs/runChoices.ts';
import { startRun } from '../../domain/runs/startRun.ts';
import { checkRun } from './checkRun.ts';
import { defaultEngine, pickEngine } from './chooseEngine.ts';
import { type ChosenWorkload, chooseWorkload, type RunRequest } from './chooseWorkload.ts';
import { keepChanges } from './keepChanges.ts';
import { lastChoicesOf } from './lastChoices.ts';
import { obtainImage } from './obtainImage.ts';
import { planRun } from './planRun.ts';
import type { RunsDeps } from './register.ts';
import { askRunChoices } from './runForm.ts';

/** Everything that was decided, before anything is built or created. */
export interface DecidedRun extends ChosenWorkload {
  readonly connection: EngineConnection;
  readonly snapshot: EngineSnapshot;
  readonly choices: RunChoices;
}

/** Asks what is not known, checks, builds or pulls the image, starts the container and opens its log. */
export async function startWorkload(deps: RunsDeps, request: RunRequest): Promise<Result<void>> {
  const chosen = await chooseWorkload(request, deps);
  if (!chosen.ok) return chosen;
  const { loaded: spec, workload: wanted } = chosen.value;
  const target = wanted.target === undefined ? undefined : spec.spec.targets.get(wanted.target);
  if (target?.kind === 'kubernetes') {
    const { startOnCluster } = await import('./startOnCluster.ts');
    return await startOnCluster(deps, chosen.value, { request, target });
  }
  const decided = await decide(deps, chosen.value, request);
  if (!decided.ok) return decided;
  const planning = await planRun(deps, decided.value);
  // Checked before the image is built: a build of minutes must not end in a mistake that was there before.
  const checked = await checkRun(deps, decided.value, planning);
  if (!checked.ok) return checked;
  const image = await obtainImage(deps, decided.value);
  if (!image.ok) return image;
  const choices = checked.value;
  const plan = planning.planFor(choices, image.value);
  if (!plan.ok) return plan;
  const { connection, loaded, workload } = decided.value;
  const engine = await deps.hub.engine(connection.id);
  if (!engine.ok) return engine;
  await makeOutputFolders(plan.value.labels);
  const started = await withProgress(t('Starting {0}', plan.value.name), (_report, signal) =>
    startRun(engine.value.control, plan.value, signal),
  );
  if (!started.ok) return started;
  await deps.memory.addEngine(connection.id);
  await lastChoicesOf(deps.workspaceState, loaded.path, workload.name).set({ choices, engineId: connection.id });
  for (const warning of started.value.warnings) deps.notify.warning(t('{0}: {1}', plan.value.name, warning));
  const runId = plan.value.labels.get(RUN_LABELS.runId);
  await keepChanges(deps, runId, planning.git);
  await deps.runs.open();
  deps.runs.refresh();
  await show(deps, {
    engineId: connection.id,
    containerId: started.value.containerId,
    title: plan.value.name,
    ...(runId === undefined ? {} : { runId }),
  });
  return ok(undefined);
}

/** From what a command was given: a file of the explorer or the editor, a row, or a request of ours. */
export function requestOf(from: unknown): RunRequest {
  if (from instanceof Uri) return /trainyard\.ya?ml$/.test(from.path) ? { specPath: from.fsPath } : {};
  if (typeof from !== 'object' || from === null) return {};
  const specPath = 'specPath' in from && typeof from.specPath === 'string' ? { specPath: from.specPath } : {};
  const workload = 'workload' in from && typeof from.workload === 'string' ? { workload: from.workload } : {};
  return { ...specPath, ...workload };
}

/** Engine and choices. The user may go back and forth between the two until the run is started. */
async function decide(deps: RunsDeps, chosen: ChosenWorkload, request: RunRequest): Promise<Result<DecidedRun>> {
  const { loaded, workload } = chosen;
  const last = lastChoicesOf(deps.workspaceState, loaded.path, workload.name).get();
  const target = workload.target === undefined ? undefined : loaded.spec.targets.get(workload.target);
  const first = await defaultEngine(deps.hub, { target, lastEngineId: request.engineId ?? last?.engineId });
  if (!first.ok) return first;
  let connection = first.value;
  let choices = withRequested(initialChoices(workload, last?.choices), request.parameters);
  for (;;) {
    const snapshot = await readEngine(deps, connection);
    if (!snapshot.ok) return snapshot;
    const outcome = await askRunChoices(
      { workload, engineLabel: connection.label, info: snapshot.value.info },
      choices,
    );
    if (!outcome.ok) return outcome;
    choices = outcome.value.choices;
    if (outcome.value.kind === 'start') return ok({ ...chosen, connection, snapshot: snapshot.value, choices });
    const picked = await pickEngine(deps.hub, connection);
    if (picked.ok) connection = picked.value;
  }
}

/** Parameters of the run that is run again; those that the spec no longer has are left out. */
function withRequested(choices: RunChoices, requested: ReadonlyMap<string, string> | undefined): RunChoices {
  if (!requested) return choices;
  const known = [...requested].filter(([name]) => choices.parameters.has(name));
  return { ...choices, parameters: new Map([...choices.parameters, ...known]) };
}

async function readEngine(deps: RunsDeps, connection: EngineConnection): Promise<Result<EngineSnapshot>> {
  return await withProgress(t('Asking {0}', connection.label), async (_report, signal) => {
    const watched = deps.hub.watch(connection.id);
    try {
      // Its networks decide how the container is connected.
      return await wholeSnapshot(watched, signal);
    } finally {
      watched.dispose();
    }
  });
}

/** Made by us and not by the engine, which would make them as root. */
async function makeOutputFolders(labels: ReadonlyMap<string, string>): Promise<void> {
  for (const { folder, isMounted } of outputsOf(labels)) {
    if (isMounted) await workspace.fs.createDirectory(Uri.file(folder));
  }
}

async function show(deps: RunsDeps, target: CommandArgs<'trainyard.logs.open'>[0]): Promise<void> {
  if (setting('trainyard.runs.openLogs')) await deps.commands.run('trainyard.logs.open', target);
  await vscodeCommands.executeCommand('trainyard.runs.focus', { preserveFocus: true });
}
