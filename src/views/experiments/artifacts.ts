import { commands, Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { ARTIFACTS, artifactFolder, artifactName } from '../../domain/experiments/artifactName.ts';
import type { ArtifactContent, ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { ActionDeps } from './experimentActions.ts';

export type ArtifactSubject = SubjectOf<'artifact'>;

/** Bytes that are fetched without a question: what an editor shows without trouble. */
const ASK_ABOVE = 50_000_000;

/** What can be fetched from a tracker. */
export type FileSubject = SubjectOf<'artifact' | 'repositoryFile'>;

/** Fetches an artifact into the extension's own storage and shows it with the editor that VS Code has for it. */
export async function openArtifact(deps: ActionDeps, subject: FileSubject): Promise<Result<void>> {
  const { trackerId, path, name, size = 0 } = subject;
  if (size > ASK_ABOVE) {
    const message = t('{0} has {1}. Fetch it to look at it?', name, formatBytes(size));
    if (!(await deps.confirm({ message, verb: t('Fetch') }))) return fail(CANCELLED);
  }
  const place = Uri.joinPath(
    deps.storage,
    ARTIFACTS,
    artifactFolder(trackerId, ownerOf(subject), path),
    artifactName(path),
  );
  const fetched = await fetchTo(deps, subject, place.fsPath);
  if (!fetched.ok) return fetched;
  await commands.executeCommand('vscode.open', place, { preview: true });
  await deps.dropOldArtifacts();
  return ok(undefined);
}

/** Saves an artifact where the user says. VS Code asks before it replaces a file. */
export async function downloadArtifact(deps: ActionDeps, subject: FileSubject): Promise<Result<void>> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const place = await window.showSaveDialog({
    title: t('Save {0}', subject.name),
    ...(folder ? { defaultUri: Uri.joinPath(folder, artifactName(subject.path)) } : {}),
  });
  if (!place) return fail(CANCELLED);
  const saved = await fetchTo(deps, subject, place.fsPath);
  if (!saved.ok) return saved;
  deps.notify.info(t('{0} is saved as {1}.', subject.name, place.fsPath));
  return ok(undefined);
}

async function fetchTo(
  { trackers, loadSaveFile }: ActionDeps,
  subject: FileSubject,
  file: string,
): Promise<Result<number>> {
  const { trackerId, name, size } = subject;
  return await withProgress(t('Fetching {0}', name), async (report, signal) => {
    const tracker = await trackers.tracker(trackerId);
    if (!tracker.ok) return tracker;
    const content = await read(tracker.value, subject, signal);
    if (!content.ok) return content;
    const total = content.value.size ?? size;
    const saveFile = await loadSaveFile();
    return await saveFile(
      file,
      content.value.chunks,
      (bytes) => report(formatBytes(bytes), total === undefined || total === 0 ? undefined : bytes / total),
      signal,
    );
  });
}

/** Apart from the ids of runs, which have no slash. */
const ownerOf = (subject: FileSubject) => (subject.kind === 'artifact' ? subject.runId : 'repository/');

async function read(
  tracker: ExperimentTracker,
  subject: FileSubject,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  if (subject.kind === 'artifact') return await tracker.readArtifact(subject.runId, subject.path, signal);
  const content = await tracker.repository?.read(subject.path, signal);
  return content ?? fail({ code: 'not-found', message: t('{0} belongs to no repository.', tracker.ref.label) });
}
