import { env, type OutputChannel, Uri, window } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { hasMlflowUi, isUiStore, type RunningUi, uiPage, type UiStore } from '../../domain/experiments/mlflowUi.ts';
import { neptunePage } from '../../domain/experiments/neptuneServer.ts';
import { subjectsOfKind } from '../shared/subjects.ts';
import type { ActionDeps } from './experimentActions.ts';

type Shown = SubjectOf<'tracker' | 'experiment' | 'trackedRun'>;

export function uiActions(deps: ActionDeps, store: DisposableStore) {
  const ui = store.add(new MlflowUi(deps));
  return {
    'trainyard.experiments.openMlflowUi': async (clicked: unknown, selected: unknown) => {
      const [subject] = subjectsOfKind(clicked, selected, 'tracker', 'experiment', 'trackedRun');
      return subject && (await ui.open(subject));
    },
    'trainyard.experiments.openNeptune': async (clicked: unknown, selected: unknown) => {
      const [subject] = subjectsOfKind(clicked, selected, 'tracker', 'experiment', 'trackedRun');
      return subject && (await openNeptune(deps, subject));
    },
    'trainyard.experiments.stopMlflowUi': () => ui.stop(),
  };
}

/** The page of a project or run at its Neptune server. */
async function openNeptune({ trackers }: ActionDeps, subject: Shown): Promise<Result<void>> {
  const ref = (await trackers.found()).trackers.find(({ id }) => id === subject.trackerId);
  if (ref?.kind !== 'neptune' || ref.place.form !== 'server') {
    return fail({ code: 'unsupported', message: t('Only a Neptune server has pages of its runs.') });
  }
  await openAddress(neptunePage(new URL(ref.place.url).origin, 'experimentId' in subject ? subject : {}));
  return ok(undefined);
}

/** MLflow's own pages: those of a server, or of a store by the user's own `mlflow ui`, which ends with the window. */
class MlflowUi implements Disposable {
  readonly #deps: ActionDeps;
  readonly #store = new DisposableStore();
  /** By the path of the store. */
  readonly #running = new Map<string, RunningUi>();
  #output: OutputChannel | undefined;

  constructor(deps: ActionDeps) {
    this.#deps = deps;
  }

  async open(subject: Shown): Promise<Result<void>> {
    const { trackers } = await this.#deps.trackers.found();
    const ref = trackers.find(({ id }) => id === subject.trackerId);
    if (!ref || !hasMlflowUi(ref)) {
      return fail({ code: 'unsupported', message: t('MLflow’s pages show stores and servers of MLflow alone.') });
    }
    const place = ref.place;
    const base = isUiStore(place) ? await this.#baseOf(place, ref.label) : ok(place.form === 'server' ? place.url : '');
    if (!base.ok) return base;
    await openAddress(uiPage(base.value, 'experimentId' in subject ? subject : {}));
    return ok(undefined);
  }

  stop(): void {
    for (const ui of this.#running.values()) ui.dispose();
  }

  dispose(): void {
    this.stop();
    this.#store.dispose();
  }

  async #baseOf(store: UiStore, label: string): Promise<Result<string>> {
    const known = this.#running.get(store.path);
    if (known) return ok(known.url);
    const output = (this.#output ??= this.#store.add(window.createOutputChannel(t('MLflow UI'))));
    const started = await withProgress(t('Starting MLflow’s pages of {0}', label), async (_report, signal) =>
      this.#deps.startUi(store, { onLine: (line) => output.appendLine(line) }, signal),
    );
    if (!started.ok) return started;
    const ui = started.value;
    this.#running.set(store.path, ui);
    this.#follow(store, ui);
    this.#deps.notify.info(
      t('MLflow’s pages of {0} are at {1} until this window closes.', label, ui.url),
      { title: t('Stop'), run: () => ui.dispose() },
      { title: t('Show output'), run: () => output.show() },
    );
    return ok(ui.url);
  }

  #follow(store: UiStore, ui: RunningUi): void {
    const tell = () => setContextKey('trainyard.experiments.uiRuns', this.#running.size > 0);
    tell();
    ui.ended.then(
      () => {
        this.#running.delete(store.path);
        tell();
      },
      (error: unknown) => this.#deps.log.error('MLflow UI', error),
    );
  }
}

/** Through VS Code, which makes a way to it where the window is on another machine than the browser. A page is named after `#`, which is kept. */
async function openAddress(address: string): Promise<void> {
  const [base = '', page] = address.split('#');
  const outside = await env.asExternalUri(Uri.parse(base));
  await env.openExternal(page === undefined ? outside : outside.with({ fragment: page }));
}
