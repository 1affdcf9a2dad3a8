import { commands as vscodeCommands, Uri, workspace } from 'vscode';
import type { CommandArgs } from '../../contributes/commands.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineConnection, EngineSnapshot } from '../../domain/engines/engine.ts';
import { wholeSnapshot } from '../../domain/engines/wholeSnapshot.ts';
import { applyWritten } from '../../domain/deploy/writtenParameters.ts';
import { RUN_LABELS } from '../../domain/runs/labels.ts';
import { outputsOf } from '../../domain/runs/outputs.ts';
import { rerunChoices, type RunChoices } from '../../domain/runs/runChoices.ts';
import { startRun } from '../../domain/runs/startRun.ts';
import { checkRun } from './checkRun.ts';
import { firstWhere, pickWhere, type Where } from './chooseWhere.ts';
import { type ChosenWorkload, chooseWorkload, type RunRequest } from './chooseWorkload.ts';
import { keepChanges } from './keepChanges.ts';
import { lastChoicesOf } from './lastChoices.ts';
import { obtainImage } from './obtainImage.ts';
import { offerDebugger } from './offerDebugger.ts';
import { planRun } from './planRun.ts';
import type { RunsDeps } from './register.ts';
import { askRunChoices, formFacts } from './runForm.ts';

/** Everything that was decided, before anything is built or created. */
export interface DecidedRun extends ChosenWorkload {
  readonly connection: EngineConnection;
  readonly snapshot: EngineSnapshot;
  readonly choices: RunChoices;
}

/** What became of one attempt: the run is on, or the user wants it elsewhere. */
export type StartOutcome = 'started' | { readonly elsewhere: Where; readonly choices: RunChoices };

/** One attempt at one place. Choices are those that were made before the place was changed. */
export interface StartAt<W extends Where = Where> {
  readonly where: W;
  readonly choices: RunChoices;
}

/** Asks what is not known, checks, obtains the image, starts the run on an engine or in a cluster, and opens its log. */
export async function startWorkload(deps: RunsDeps, request: RunRequest): Promise<Result<void>> {
  const chosen = await chooseWorkload(request, deps);
  if (!chosen.ok) return chosen;
  const { loaded, workload } = chosen.value;
  const last = lastChoicesOf(deps.workspaceState, loaded.path, workload.name).get();
  const first = await firstWhere(deps, chosen.value, { request, last });
  if (!first.ok) return first;
  const choices = rerunChoices(workload, last?.choices, request.parameters);
  const known = { ...chosen.value, ...(request.from ? { before: choices.parameters } : {}) };
  let at = { where: first.value, choices };
  for (;;) {
    const outcome = await startAt(deps, known, at);
    if (!outcome.ok) return outcome;
    if (outcome.value === 'started') return ok(undefined);
    at = { where: outcome.value.elsewhere, choices: outcome.value.choices };
  }
}

async function startAt(deps: RunsDeps, chosen: ChosenWorkload, at: StartAt): Promise<Result<StartOutcome>> {
  const { where, choices } = at;
  if (where.kind === 'engine') return await startOnEngine(deps, chosen, { where, choices });
  const { startOnCluster } = await import('./startOnCluster.ts');
  return await startOnCluster(deps, chosen, { where, choices });
}

async function startOnEngine(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  { where, choices: initial }: StartAt<Extract<Where, { readonly kind: 'engine' }>>,
): Promise<Result<StartOutcome>> {
  const { connection } = where;
  const snapshot = await readEngine(deps, connection);
  if (!snapshot.ok) return snapshot;
  const facts = { ...formFacts(chosen), place: connection.label, info: snapshot.value.info };
  const outcome = await askRunChoices(facts, initial);
  if (!outcome.ok) return outcome;
  if (outcome.value.kind === 'place') {
    const picked = await pickWhere(deps, chosen.loaded, connection.id);
    const elsewhere = picked.ok ? picked.value : where;
    return picked.ok || picked.failure.code === 'cancelled'
      ? ok({ elsewhere, choices: outcome.value.choices })
      : picked;
  }
  const decided = { ...settled(chosen, outcome.value.choices), connection, snapshot: snapshot.value };
  const started = await startDecided(deps, decided);
  return started.ok ? ok('started') : started;
}

async function startDecided(deps: RunsDeps, decided: DecidedRun): Promise<Result<void>> {
  const planning = await planRun(deps, decided);
  // Checked before the image is built: a build of minutes must not end in a mistake that was there before.
  const checked = await checkRun(deps, decided, planning);
  if (!checked.ok) return checked;
  const image = await obtainImage(deps, decided);
  if (!image.ok) return image;
  const choices = checked.value;
  const plan = planning.planFor(choices, image.value);
  if (!plan.ok) return plan;
  const { connection, loaded, workload } = decided;
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
  const { containerId } = started.value;
  if (choices.debug && workload.kind === 'run') {
    const { name } = plan.value;
    const subject = { kind: 'run', engineId: connection.id, runId: runId ?? '', containerId, name } as const;
    offerDebugger(deps.notify, name, () => deps.commands.run('trainyard.containers.attachDebugger', subject));
  }
  await show(deps, {
    engineId: connection.id,
    containerId,
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

/** Values that were changed in the command itself stand there from now on. */
export function settled<C extends ChosenWorkload>(
  chosen: C,
  choices: RunChoices,
): C & { readonly choices: RunChoices } {
  const { workload, given } = applyWritten(chosen.workload, choices.parameters);
  return { ...chosen, workload, choices: { ...choices, parameters: given } };
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
