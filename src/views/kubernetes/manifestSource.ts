import { FileType, Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Manifest, ManifestText } from '../../domain/cluster/ports.ts';
import { choosePlace, choosePlaceIn, type Place } from '../shared/choosePlace.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Manifests, and what they came from. */
export interface ManifestSource {
  /** As the user knows it: the path in the workspace. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  /** Files of the folder that hold no manifests. */
  readonly leftOut: readonly string[];
  /** The file of each; what a kustomization has made is in none. */
  readonly files: ReadonlyMap<Manifest, Uri>;
}

/** The names that kustomize looks for. */
const KUSTOMIZATION = /^(?:kustomization\.ya?ml|Kustomization)$/;
const MANIFEST_FILE = /\.(?:ya?ml|json)$/i;
/** A folder with more is no folder of manifests. */
const MOST_FILES = 500;

/** Where the manifests belong: asks for context and namespace, after it has told what is left out. `clusterId`: where, when that is known already. */
export async function placeFor(
  deps: KubernetesDeps,
  { name, leftOut }: ManifestSource,
  { title, clusterId }: { readonly title: string; readonly clusterId?: string | undefined },
): Promise<Result<Place>> {
  if (leftOut.length > 0)
    deps.notify.info(t('Left out of {0}, as they hold no manifests: {1}.', name, leftOut.join(', ')));
  return clusterId === undefined
    ? await choosePlace(deps.clusters, title)
    : await choosePlaceIn(deps.clusters, clusterId, title);
}

/** What a command is about: the clicked file, the file in front, or files that the user picks for the context whose row was clicked. */
export async function clickedSource(
  deps: KubernetesDeps,
  clicked: unknown,
): Promise<{ readonly source: Result<ManifestSource>; readonly clusterId?: string }> {
  const [subject] = subjectsOf(clicked, undefined);
  if (subject?.kind === 'cluster') return { source: await pickedSource(deps), clusterId: subject.clusterId };
  return { source: await sourceOf(deps, clicked) };
}

/** Reads the manifests of a file: the clicked one, or the one in front. What is in the editor counts, saved or not. */
async function sourceOf(deps: KubernetesDeps, clicked: unknown): Promise<Result<ManifestSource>> {
  const uri = clicked instanceof Uri ? clicked : window.activeTextEditor?.document.uri;
  if (!uri)
    return fail({ code: 'invalid', message: t('No manifest is open.'), nextStep: t('Open a YAML file first.') });
  if (await isFolder(uri)) return await folderSource(deps, uri);
  if (KUSTOMIZATION.test(nameOf(uri))) return await kustomization(deps, Uri.joinPath(uri, '..'));
  return await read(await deps.loadManifestText(), workspace.asRelativePath(uri), [uri]);
}

/** Reads the manifests of a folder: what its kustomization makes, or else all its files. Without a click the user picks one. */
export async function folderSource(deps: KubernetesDeps, clicked: unknown): Promise<Result<ManifestSource>> {
  const folder = clicked instanceof Uri ? clicked : await pickFolder();
  if (!folder) return fail(CANCELLED);
  const files = (await workspace.fs.readDirectory(folder))
    .filter(([, type]) => (type & FileType.File) !== 0)
    .map(([name]) => name)
    .sort();
  if (files.some((name) => KUSTOMIZATION.test(name))) return await kustomization(deps, folder);
  const name = workspace.asRelativePath(folder);
  const found = files.filter((file) => MANIFEST_FILE.test(file)).map((file) => Uri.joinPath(folder, file));
  if (found.length > MOST_FILES) {
    return fail({
      code: 'invalid',
      message: t('{0} holds {1} YAML and JSON files, which is too many to apply.', name, found.length),
    });
  }
  return await read(await deps.loadManifestText(), name, found);
}

/** Reads the manifests of files that the user picks. */
async function pickedSource(deps: KubernetesDeps): Promise<Result<ManifestSource>> {
  const files = await window.showOpenDialog({
    title: t('Files with manifests'),
    openLabel: t('Apply…'),
    canSelectMany: true,
    filters: { [t('Manifests')]: ['yaml', 'yml', 'json'] },
  });
  const [first] = files ?? [];
  if (!files || !first) return fail(CANCELLED);
  if (files.length === 1) return await sourceOf(deps, first);
  return await read(await deps.loadManifestText(), t('{0} files', files.length), files);
}

async function pickFolder(): Promise<Uri | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      title: t('Folder with manifests or a kustomization'),
      openLabel: t('Apply…'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}

/** kustomize reads the disk, so what is not saved would silently be left out. */
async function kustomization(deps: KubernetesDeps, folder: Uri): Promise<Result<ManifestSource>> {
  const name = workspace.asRelativePath(folder);
  if (folder.scheme !== 'file') {
    return fail({ code: 'unsupported', message: t('{0} is not on this machine, so kustomize cannot read it.', name) });
  }
  const unsaved = workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.path.startsWith(`${folder.path}/`));
  if (unsaved) {
    return fail({
      code: 'conflict',
      message: t('{0} is not saved, and kustomize would not see the change.', workspace.asRelativePath(unsaved.uri)),
      nextStep: t('Save it and try again.'),
    });
  }
  const built = await withProgress(t('Building {0} with kustomize', name), async (_report, signal) =>
    (await deps.loadKustomize())(folder.fsPath, signal),
  );
  if (!built.ok) return built;
  const manifests = await (await deps.loadManifestText()).parse(built.value, name);
  if (!manifests.ok) return manifests;
  return manifests.value.length === 0
    ? fail(empty(name))
    : ok({ name, manifests: manifests.value, leftOut: [], files: new Map() });
}

async function read(text: ManifestText, name: string, files: readonly Uri[]): Promise<Result<ManifestSource>> {
  const leftOut: string[] = [];
  const from = new Map<Manifest, Uri>();
  for (const file of files) {
    const document = await workspace.openTextDocument(file);
    const content = document.getText();
    // Values and settings lie beside manifests; a file that was asked for by itself says what is wrong with it.
    if (files.length > 1 && !/^\s*(?:- )?apiVersion\s*:|"apiVersion"\s*:/m.test(content)) {
      leftOut.push(nameOf(file));
      continue;
    }
    const parsed = await text.parse(content, file.fsPath);
    if (!parsed.ok) return parsed;
    for (const manifest of parsed.value) from.set(manifest, file);
  }
  return from.size === 0 ? fail(empty(name)) : ok({ name, manifests: [...from.keys()], leftOut, files: from });
}

function empty(name: string) {
  return { code: 'invalid', message: t('{0} holds no manifest.', name) } as const;
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function isFolder(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return false;
  return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
}
