import { Uri, window, workspace } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { withWrittenParameters } from '../../domain/deploy/writtenParameters.ts';
import type { LoadedSpec, LoadSpec } from '../../domain/deploy/ports.ts';
import type { RunPlace } from '../../domain/runs/clusterRuns.ts';
import type { RunOrigin } from '../../domain/runs/runIdentity.ts';
import type { WorkloadSpec } from '../../domain/deploy/spec.ts';

/** What shall run: a workload of a spec, and values that are known already (of the run that is run again). */
export interface RunRequest {
  readonly specPath?: string;
  readonly workload?: string;
  readonly parameters?: ReadonlyMap<string, string>;
  /** The run that is run again, when values that are not declared as parameters can be changed too. */
  readonly from?: RunOrigin;
  /** The engine on which the run was that is run again. */
  readonly engineId?: string;
  /** The same for a run in a cluster. */
  readonly place?: RunPlace;
}

export interface ChosenWorkload {
  readonly loaded: LoadedSpec;
  readonly workload: WorkloadSpec;
  /** The run that is run again, and the values it had. */
  readonly from?: RunOrigin;
  readonly before?: ReadonlyMap<string, string>;
}

/** Specs are looked for at most this deep into the result list: nobody picks from more. */
const MOST_SPECS = 200;

/** Finds the spec and the workload, asking only where there is a choice. */
export async function chooseWorkload(
  request: RunRequest,
  { loadSpec, commands }: { readonly loadSpec: LoadSpec; readonly commands: Commands },
): Promise<Result<ChosenWorkload>> {
  const path = request.specPath === undefined ? await chooseSpec(commands) : await findSpec(request.specPath);
  if (!path.ok) return path;
  await saveOpenEditor(path.value);
  const loaded = await loadSpec(path.value);
  if (!loaded.ok) return loaded;
  const workload = await pickWorkload(loaded.value, request.workload);
  if (!workload.ok) return workload;
  const { from } = request;
  // What was written into the command of an earlier run is changed where it stands, and in no file.
  if (from) return ok({ loaded: loaded.value, workload: withWrittenParameters(workload.value), from });
  return ok({ loaded: loaded.value, workload: workload.value });
}

/**
 * Runs in clusters name their spec within the workspace, because everybody reads them; such a name never leads out of it.
 * Failure `not-found`: no open folder has it.
 */
async function findSpec(path: string): Promise<Result<string>> {
  if (/^([/\\]|[A-Za-z]:[/\\])/.test(path)) return ok(path);
  const isInside = !path.split(/[/\\]/).includes('..');
  for (const { uri } of isInside ? (workspace.workspaceFolders ?? []) : []) {
    const candidate = Uri.joinPath(uri, path);
    const found = await workspace.fs.stat(candidate).then(
      () => true,
      () => false,
    );
    if (found) return ok(candidate.fsPath);
  }
  return fail({
    code: 'not-found',
    message: t('The spec {0} of this run is in no open folder.', path),
    nextStep: t('Open the folder of the project that it was started from.'),
  });
}

/** What the user sees is what runs: unsaved changes of the spec are written first. */
async function saveOpenEditor(path: string): Promise<void> {
  const open = workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === path);
  await open?.save();
}

/** The specs of the open folders. */
export async function specFiles(): Promise<readonly Uri[]> {
  return await workspace.findFiles(
    '**/{trainyard.yaml,trainyard.yml,*.trainyard.yaml}',
    '**/{node_modules,.venv,venv}/**',
    MOST_SPECS,
  );
}

async function chooseSpec(commands: Commands): Promise<Result<string>> {
  const active = window.activeTextEditor?.document.uri;
  if (active && /(^|[/.])trainyard\.ya?ml$/.test(active.path)) return ok(active.fsPath);
  const found = await specFiles();
  const [only] = found;
  if (found.length === 1 && only) return ok(only.fsPath);
  if (!only) return await offerContainerize(commands);
  const items = found
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .toSorted((a, b) => a.label.length - b.label.length || a.label.localeCompare(b.label));
  const picked = await window.showQuickPick(items, { title: t('Run from which spec?') });
  return picked ? ok(picked.uri.fsPath) : fail(CANCELLED);
}

async function offerContainerize(commands: Commands): Promise<Result<never>> {
  const containerize = t('Containerize…');
  const text = t(
    'This folder has no trainyard.yaml, which says what runs and how. Containerize writes it from your code.',
  );
  const answer = await window.showInformationMessage(text, containerize);
  if (answer === containerize) await commands.run('trainyard.containerize.start');
  return fail(CANCELLED);
}

async function pickWorkload({ spec, path }: LoadedSpec, name: string | undefined): Promise<Result<WorkloadSpec>> {
  const workloads = [...spec.workloads.values()];
  if (name !== undefined) {
    const named = spec.workloads.get(name);
    if (named) return ok(named);
    return fail({
      code: 'not-found',
      message: t('The workload {0} is not in {1} any more.', name, workspace.asRelativePath(Uri.file(path))),
      nextStep: t('It has: {0}.', workloads.map((each) => each.name).join(', ')),
      location: { path },
    });
  }
  const [only] = workloads;
  if (workloads.length === 1 && only) return ok(only);
  const items = workloads.map((workload) => ({
    label: workload.name,
    description: workload.kind === 'serve' ? t('serves until it is stopped') : t('runs to its end'),
    detail: [...(workload.command ?? []), ...workload.args].join(' '),
    workload,
  }));
  const picked = await window.showQuickPick(items, { title: t('Run which workload?') });
  return picked ? ok(picked.workload) : fail(CANCELLED);
}
