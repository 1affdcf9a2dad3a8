import { basename } from 'node:path';
import { Range, Uri, window, workspace } from 'vscode';
import { localFolders } from '../../adapters/vscode/localFolders.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { specName } from '../../domain/containerize/specText.ts';
import { addWorkload, type WorkloadText } from '../../domain/deploy/addWorkload.ts';
import { fieldOf, isObject } from '../../domain/deploy/plainData.ts';
import { copyModel, filesOfModel } from '../../domain/experiments/copyModel.ts';
import { serveProposal } from '../../domain/experiments/serveProposal.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { createProposedDocuments } from '../shared/proposedDocuments.ts';
import { textOf, undoWritten, type WrittenFile } from '../shared/undoWritten.ts';
import { writeProposal } from '../shared/writeProposal.ts';
import { askName } from './askName.ts';
import { type ChosenModel, chooseModel, type ServableSubject } from './chooseServed.ts';
import type { ActionDeps } from './experimentActions.ts';

const SPEC = 'trainyard.yaml';
/** Bytes of a model that are copied without a question. */
const ASK_ABOVE = 500_000_000;

/**
 * Writes a workload that serves a model with MLflow's own server into the `trainyard.yaml` of a folder, with the files that make its image. A
 * change of a file is shown and asked for first.
 */
export async function serveModel(deps: ActionDeps, subject: ServableSubject): Promise<Result<void>> {
  const folder = await chooseFolder();
  if (!folder.ok) return folder;
  const chosen = await chooseModel(deps, subject);
  if (!chosen.ok) return chosen;
  const spec = await readSpec(deps, folder.value);
  const name = await askWorkload(chosen.value, spec.names);
  if (name === undefined) return fail(CANCELLED);
  const { workload, folder: place, files } = serveProposal({ ...chosen.value.served, name });
  const text = await withWorkload(deps, spec, { workload, project: basename(folder.value.fsPath) });
  if (!text.ok) return text;
  const copied = chosen.value.served.way.form === 'copy' ? await listCopied(deps, chosen.value) : ok([]);
  if (!copied.ok) return copied;
  const proposed = createProposedDocuments();
  try {
    const first = await writeProposal(folder.value, [{ path: SPEC, text: text.value }], proposed);
    if (!first.ok) return first;
    if (first.value.written.length === 0) return fail(CANCELLED);
    const rest = await writeProposal(folder.value, files, proposed);
    if (!rest.ok) return rest;
    const fetched = await fetchFiles(deps, chosen.value, copied.value, Uri.joinPath(folder.value, place, 'model'));
    if (!fetched.ok) return fetched;
    const file = Uri.joinPath(folder.value, SPEC);
    await showWorkload(file, name);
    say(deps, file, name, [...first.value.written, ...rest.value.written]);
    return ok(undefined);
  } finally {
    proposed.dispose();
  }
}

async function chooseFolder(): Promise<Result<Uri>> {
  const folders = localFolders();
  const [only] = folders;
  if (!only)
    return fail({
      code: 'not-found',
      message: t('No folder is open whose trainyard.yaml could get the workload.'),
      nextStep: t('Open the folder of your project first.'),
    });
  if (folders.length === 1) return ok(only);
  const chosen = await window.showWorkspaceFolderPick({
    placeHolder: t('Whose trainyard.yaml shall get the workload?'),
  });
  if (!chosen) return fail(CANCELLED);
  return chosen.uri.scheme === 'file' ? ok(chosen.uri) : await chooseFolder();
}

interface SpecText {
  /** Undefined: there is no file. */
  readonly text: string | undefined;
  readonly data: unknown;
  readonly names: ReadonlySet<string>;
}

async function readSpec({ loadManifestText }: ActionDeps, folder: Uri): Promise<SpecText> {
  const text = await textOf(Uri.joinPath(folder, SPEC));
  const data = text === undefined ? undefined : await (await loadManifestText()).data(text);
  const workloads = fieldOf(data, 'workloads');
  return { text, data, names: new Set(isObject(workloads) ? Object.keys(workloads) : []) };
}

async function askWorkload({ name }: ChosenModel, taken: ReadonlySet<string>): Promise<string | undefined> {
  const wanted = specName(`serve-${name}`, 'serve');
  const free = [wanted, ...Array.from({ length: 98 }, (_, at) => `${wanted.slice(0, 37)}-${at + 2}`)];
  return await askName({
    title: t('Serve {0}', name),
    prompt: t('Name of the workload in trainyard.yaml'),
    value: free.find((each) => !taken.has(each)) ?? '',
    problemOf: (text) => {
      if (taken.has(text)) return t('There is a workload of this name already.');
      return specName(text, '') === text ? undefined : t('Use lower case letters, digits and hyphens, at most 40.');
    },
  });
}

/** The whole file with the workload in it, read again: it says the same as before, and has one workload more. */
async function withWorkload(
  { loadManifestText }: ActionDeps,
  { text, data }: SpecText,
  { workload, project }: { readonly workload: WorkloadText; readonly project: string },
): Promise<Result<string>> {
  const before = text ?? `version: 1\nname: ${specName(project, 'project')}\n`;
  const after = addWorkload(before, workload);
  const read = after === undefined ? undefined : await (await loadManifestText()).data(after);
  const others = fieldOf(read, 'workloads');
  if (after === undefined || !isObject(others) || !(workload.name in others)) return fail(notAdded());
  const kept = Object.entries(others).filter(([name]) => name !== workload.name);
  const was = fieldOf(data, 'workloads');
  const same = JSON.stringify(Object.fromEntries(kept)) === JSON.stringify(isObject(was) ? was : {});
  return same ? ok(after) : fail(notAdded());
}

const notAdded = () =>
  ({
    code: 'unsupported',
    message: t('trainyard.yaml is written in a way that a workload cannot be added to.'),
    nextStep: t('Write “workloads:” on a line of its own, with each workload below it.'),
  }) as const;

async function listCopied(
  { confirm }: ActionDeps,
  { tracker, source, name }: ChosenModel,
): Promise<Result<readonly Artifact[]>> {
  const files = await withProgress(t('Listing the files of {0}', name), async (_report, signal) =>
    filesOfModel(tracker, source, signal),
  );
  if (!files.ok) return files;
  const bytes = files.value.reduce((sum, { size = 0 }) => sum + size, 0);
  if (bytes <= ASK_ABOVE) return files;
  const message = t('{0} has {1}. Copy it into the project?', name, formatBytes(bytes));
  return (await confirm({ message, verb: t('Copy') })) ? files : fail(CANCELLED);
}

async function fetchFiles(
  { loadSaveFile }: ActionDeps,
  { tracker, source, name }: ChosenModel,
  files: readonly Artifact[],
  folder: Uri,
): Promise<Result<void>> {
  if (files.length === 0) return ok(undefined);
  const total = files.reduce((sum, { size = 0 }) => sum + size, 0);
  return await withProgress(t('Copying {0}', name), async (report, signal) => {
    const placeOf = (path: string) => Uri.joinPath(folder, path).fsPath;
    const saved = (bytes: number) => report(formatBytes(bytes), total === 0 ? undefined : bytes / total);
    return await copyModel({ tracker, source, files }, { placeOf, save: await loadSaveFile() }, saved, signal);
  });
}

/** In front of the other files that came with it. */
async function showWorkload(file: Uri, name: string): Promise<void> {
  const document = await workspace.openTextDocument(file);
  const start = document.positionAt(Math.max(0, document.getText().search(new RegExp(`^ +${name}:`, 'm'))));
  const end = document.lineAt(start.line).range.end;
  await window.showTextDocument(document, { preview: false, selection: new Range(end, end) });
}

function say({ notify, commands }: ActionDeps, spec: Uri, workload: string, written: readonly WrittenFile[]): void {
  const subject = { kind: 'workload', specPath: spec.fsPath, workload } as const;
  notify.info(
    t('trainyard.yaml has the workload {0}.', workload),
    { title: t('Run…'), run: () => commands.run('trainyard.runs.start', subject) },
    {
      title: t('Undo'),
      run: async () => {
        const undone = await undoWritten(written);
        if (!undone.ok) notify.failure(undone.failure);
      },
    },
  );
}
