import { basename, dirname, isAbsolute, join } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LoadSpec } from '../../domain/deploy/ports.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { planOfChoices } from '../../domain/images/buildChoices.ts';
import type { BuildPlan } from '../../domain/images/buildPlan.ts';
import { parseDockerfile } from '../../domain/images/dockerfile.ts';
import { buildPlanOf, defaultTag } from '../../domain/images/planBuild.ts';
import { askBuildChoices } from './buildForm.ts';
import type { BuildMemory } from './buildMemory.ts';

/** What a command that builds was given: by the explorer a file, by other features an object. */
export interface BuildRequest {
  readonly specPath?: string;
  readonly workload?: string;
  readonly dockerfile?: string;
  readonly plan?: BuildPlan;
  readonly engineId?: string;
  /** No panel and no word about success: it is a step of something else. */
  readonly quiet?: boolean;
}

export interface ChosenBuild {
  readonly plan: BuildPlan;
  readonly engineId?: string;
}

export interface ChooseDeps {
  readonly hub: EngineHub;
  readonly loadSpec: LoadSpec;
  readonly memory: BuildMemory;
}

const SPEC = /(?:^|[/\\.])trainyard\.ya?ml$/;
const FILES =
  '**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,trainyard.yaml,trainyard.yml,*.trainyard.yaml}';
const NO_FILES = '**/{node_modules,.venv,venv,site-packages,.git}/**';
const MOST_FILES = 200;

export function buildRequestOf(from: unknown): BuildRequest {
  if (from instanceof Uri) return SPEC.test(from.path) ? { specPath: from.fsPath } : { dockerfile: from.fsPath };
  if (typeof from !== 'object' || from === null) return {};
  const fields = new Map<string, unknown>(Object.entries(from));
  const text = (key: string): string | undefined => {
    const value = fields.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const [specPath, workload, dockerfile, engineId] = [
    text('specPath'),
    text('workload'),
    text('dockerfile'),
    text('engineId'),
  ];
  const plan = fields.get('plan');
  return {
    ...(specPath === undefined ? {} : { specPath }),
    ...(workload === undefined ? {} : { workload }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(engineId === undefined ? {} : { engineId }),
    ...(isPlan(plan) ? { plan } : {}),
    quiet: fields.get('quiet') === true,
  };
}

/** Plans come from our own code; this only keeps other arguments out. */
function isPlan(value: unknown): value is BuildPlan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'contextFolder' in value &&
    'dockerfile' in value &&
    'args' in value &&
    value.args instanceof Map
  );
}

/** Finds out what to build, asking only for what is not known. */
export async function chooseBuild(deps: ChooseDeps, request: BuildRequest): Promise<Result<ChosenBuild>> {
  const engine = request.engineId === undefined ? {} : { engineId: request.engineId };
  if (request.plan) return ok({ plan: request.plan, ...engine });
  const path = request.specPath ?? request.dockerfile ?? (await chooseFile());
  if (path === undefined) return fail(CANCELLED);
  await saveOpenEditor(path);
  if (!SPEC.test(path)) return await fromDockerfile(deps, path, request.engineId);
  const plan = await fromSpec(deps, path, request.workload);
  return plan.ok ? ok({ plan: plan.value, ...engine }) : plan;
}

async function chooseFile(): Promise<string | undefined> {
  const active = window.activeTextEditor?.document;
  if (active && (active.languageId === 'dockerfile' || SPEC.test(active.uri.path))) return active.uri.fsPath;
  const found = await workspace.findFiles(FILES, NO_FILES, MOST_FILES);
  const [only] = found;
  if (!only) {
    await window.showInformationMessage(t('This folder has no Dockerfile. Containerize writes one from your code.'));
    return undefined;
  }
  if (found.length === 1) return only.fsPath;
  const specs = found.filter(({ path }) => SPEC.test(path));
  const [spec] = specs;
  // A spec names its Dockerfile, so with one of each there is nothing to ask.
  if (specs.length === 1 && found.length === 2 && spec) return spec.fsPath;
  const items = found
    .map((uri) => ({ label: workspace.asRelativePath(uri), path: uri.fsPath }))
    .sort((one, other) => one.label.localeCompare(other.label));
  return (await window.showQuickPick(items, { title: t('Build what?') }))?.path;
}

async function saveOpenEditor(path: string): Promise<void> {
  await workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === path)?.save();
}

async function fromSpec({ loadSpec }: ChooseDeps, path: string, name: string | undefined): Promise<Result<BuildPlan>> {
  const loaded = await loadSpec(path);
  if (!loaded.ok) return loaded;
  const built = Array.from(loaded.value.spec.workloads.values()).filter(({ image }) => image.kind === 'build');
  const workload = name === undefined ? await pickWorkload(built) : loaded.value.spec.workloads.get(name);
  if (!workload) {
    if (name === undefined && built.length > 0) return fail(CANCELLED);
    return fail({
      code: 'not-found',
      message:
        name === undefined
          ? t('No workload of {0} is built from a Dockerfile.', basename(path))
          : t('The workload {0} is not in {1}.', name, basename(path)),
      nextStep: t('Give a workload a “build” section in trainyard.yaml.'),
      location: { path },
    });
  }
  const specFolder = dirname(path);
  return buildPlanOf(workload, {
    id: crypto.randomUUID(),
    specFolder,
    project: loaded.value.spec.name ?? basename(specFolder),
    workspace: workspaceOf(path),
    join: (folder, part) => (isAbsolute(part) ? part : join(folder, part)),
  });
}

async function pickWorkload<T extends { readonly name: string; readonly kind: string }>(
  workloads: readonly T[],
): Promise<T | undefined> {
  const [only] = workloads;
  if (workloads.length < 2) return only;
  const items = workloads.map((workload) => ({ label: workload.name, description: workload.kind, workload }));
  return (await window.showQuickPick(items, { title: t('Build the image of which workload?') }))?.workload;
}

async function fromDockerfile(
  { hub, memory }: ChooseDeps,
  path: string,
  engineId: string | undefined,
): Promise<Result<ChosenBuild>> {
  const dockerfile = parseDockerfile(new TextDecoder().decode(await workspace.fs.readFile(Uri.file(path))));
  const folder = dirname(path);
  const fresh = {
    tag: defaultTag(basename(workspaceOf(path)), undefined),
    contextFolder: folder,
    args: new Map<string, string>(),
    useCache: true,
    pullBase: false,
  };
  const initial = memory.choices(path) ?? fresh;
  const engines = await hub.list();
  const facts = { name: workspace.asRelativePath(path), dockerfile, engines };
  const choices = await askBuildChoices(facts, engineId === undefined ? initial : { ...initial, engineId });
  if (!choices.ok) return choices;
  await memory.remember(path, choices.value);
  const plan = planOfChoices(choices.value, {
    id: crypto.randomUUID(),
    dockerfile: path,
    workspace: workspaceOf(path),
  });
  return ok({ plan, ...(choices.value.engineId === undefined ? {} : { engineId: choices.value.engineId }) });
}

/** The workspace folder that a file belongs to. */
function workspaceOf(path: string): string {
  return workspace.getWorkspaceFolder(Uri.file(path))?.uri.fsPath ?? dirname(path);
}
