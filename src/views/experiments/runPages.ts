import { Uri, window, workspace } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { RunPageAct } from '../../domain/experiments/runPageActs.ts';
import type { RunSubject } from './showRun.ts';

interface RunPage {
  readonly uri: Uri;
  readonly subject: RunSubject;
  readonly acts: ReadonlySet<RunPageAct>;
}

/** The pages of runs that are open: whose each is, and what the title of its editor offers. */
export class RunPages implements Disposable {
  readonly #pages = new Map<string, RunPage>();
  readonly #store = new DisposableStore();

  constructor() {
    this.#store.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#pages.delete(uri.toString())) this.#tell();
      }),
    );
  }

  /** A page is shown. */
  set(uri: Uri, subject: RunSubject, acts: readonly RunPageAct[]): void {
    this.#pages.set(uri.toString(), { uri, subject, acts: new Set(acts) });
    this.#tell();
  }

  /** It was found out later that this applies, too. */
  offer(uri: Uri, act: RunPageAct): void {
    const page = this.#pages.get(uri.toString());
    if (page) this.set(uri, page.subject, [...page.acts, act]);
  }

  /** Of the page whose title was clicked, or that is in front when the command came from the palette. */
  subjectOf(clicked: unknown): RunSubject | undefined {
    const uri =
      clicked instanceof Uri ? clicked : clicked === undefined ? window.activeTextEditor?.document.uri : undefined;
    return uri && this.#pages.get(uri.toString())?.subject;
  }

  dispose(): void {
    this.#store.dispose();
    this.#pages.clear();
    this.#tell();
  }

  #tell(): void {
    const offering = (act: RunPageAct) =>
      [...this.#pages.values()].filter(({ acts }) => acts.has(act)).map(({ uri }) => uri.path);
    setContextKey('trainyard.experiments.pages.runAgain', offering('runAgain'));
    setContextKey('trainyard.experiments.pages.restoreCode', offering('restoreCode'));
    setContextKey('trainyard.experiments.pages.serveModel', offering('serveModel'));
  }
}
