import { FileSystemError, Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { tagValueProblem } from '../../domain/experiments/nameProblems.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import { createEditDocuments } from '../shared/editDocuments.ts';
import { changeable, type ChangeableTracker, type ChangeParts } from './changeTracker.ts';
import type { RunSubject } from './showRun.ts';

const SCHEME = 'trainyard-note';

interface Opened {
  readonly run: RunSubject;
  /** As it was read or saved last. */
  before: string;
}

/** Notes of runs as Markdown documents; to save one is to write it to the tracker. What the tracker refuses stays in the editor. */
export class NoteEditor implements Disposable {
  readonly #parts: ChangeParts;
  readonly #store = new DisposableStore();
  readonly #opened = new Map<string, Opened>();
  readonly #documents = this.#store.add(
    createEditDocuments({
      scheme: SCHEME,
      refusal: t('A tracker is changed only when you save yourself. Your changes stay in the editor.'),
      save: async (uri, text) => await this.#save(uri, text),
    }),
  );

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async edit(run: RunSubject): Promise<Result<void>> {
    const uri = Uri.from({ scheme: SCHEME, path: pathOf(run) });
    const isOpen = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen || !this.#opened.has(uri.toString())) {
      const note = await withProgress(t('Reading run {0}', run.name), async (_report, signal) => {
        const found = await changeable(this.#parts.trackers, run.trackerId);
        return found.ok ? await noteOf(found.value, run, signal) : found;
      });
      if (!note.ok) return note;
      this.#opened.set(uri.toString(), { run, before: note.value });
      this.#documents.set(uri, note.value);
    }
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    return ok(undefined);
  }

  dispose(): void {
    this.#store.dispose();
    this.#opened.clear();
  }

  async #save(uri: Uri, text: string): Promise<string> {
    const opened = this.#opened.get(uri.toString());
    if (!opened) throw FileSystemError.FileNotFound(uri);
    const saved = await this.#write(opened, text);
    if (!saved.ok) throw FileSystemError.Unavailable(sentencesOf(saved.failure));
    opened.before = text;
    this.#parts.trackers.wrote({ trackerId: opened.run.trackerId, runs: [saved.value] });
    return text;
  }

  async #write({ run, before }: Opened, text: string): Promise<Result<TrackedRun>> {
    const problem = tagValueProblem(text);
    if (problem !== undefined)
      return fail({ code: 'invalid', message: problem, nextStep: t('Leave the rest as an artifact of the run.') });
    const found = await changeable(this.#parts.trackers, run.trackerId);
    if (!found.ok) return found;
    const { signal } = new AbortController();
    const there = await noteOf(found.value, run, signal);
    if (!there.ok) return there;
    if (there.value !== before && there.value !== text && !(await this.#mayReplace(run)))
      return fail({ ...CANCELLED, message: t('Not saved: your changes stay in the editor.') });
    return await found.value.writer.setNote(run.runId, text, signal);
  }

  async #mayReplace({ name }: RunSubject): Promise<boolean> {
    const message = t('The note of run {0} was changed by somebody else since you opened it. Replace it?', name);
    return await this.#parts.confirm({ message, verb: t('Replace') });
  }
}

async function noteOf(
  { tracker }: ChangeableTracker,
  { runId }: RunSubject,
  signal: AbortSignal,
): Promise<Result<string>> {
  const details = await tracker.run(runId, signal);
  return details.ok ? ok(details.value.run.tags.get(TRACKED_RUN_TAGS.note) ?? '') : details;
}

/** A name from outside is one part of the path, whatever characters it has. */
function pathOf({ trackerId, runId, name }: RunSubject): string {
  return `/${[trackerId, runId, `${name}.note.md`].map((part) => part.replaceAll('/', '∕')).join('/')}`;
}
