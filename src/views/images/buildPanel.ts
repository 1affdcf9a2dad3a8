import { basename } from 'node:path';
import {
  Position,
  Range,
  type Uri,
  Uri as Uris,
  ThemeIcon,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { BuildEvent, BuildProgress } from '../../domain/images/buildProgress.ts';
import type { BuildRecord, BuildStore } from '../../domain/images/buildStore.ts';
import {
  BUILD_HOST,
  BUILD_PAGE,
  type BuildHead,
  type BuildHost,
  type BuildPage,
  toWire,
  type WireEvent,
} from '../../protocol/buildPanel.ts';
import { RpcPeer } from '../../protocol/rpc.ts';
import { orphansOf } from '../shared/orphanTabs.ts';
import { openPage } from '../shared/panel.ts';

/** Milliseconds between two messages to the page. */
const BATCH_MS = 50;
const VIEW_TYPE = 'trainyard.build';

export interface BuildPanelDeps {
  readonly builds: BuildStore;
  readonly commands: Commands;
  readonly log: Log;
  readonly extensionUri: Uri;
}

/** The one panel that shows a build: steps, logs, the error with its line. Another build takes its place. */
export class BuildPanel implements Disposable {
  readonly #deps: BuildPanelDeps;
  readonly #store = new DisposableStore();
  #open:
    | { readonly panel: WebviewPanel; readonly peer: RpcPeer<BuildHost, BuildPage>; readonly store: DisposableStore }
    | undefined;
  #buildId = '';
  #batch: WireEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: BuildPanelDeps) {
    this.#deps = deps;
    this.#store.add(
      deps.builds.onEvent(({ id, event }) => {
        if (id === this.#buildId && this.#open) this.#queue(toWire(event));
      }),
    );
    this.#store.add(
      deps.builds.onDidChange((id) => {
        const record = id === this.#buildId ? deps.builds.find(id) : undefined;
        if (record) this.#tellHead(record);
      }),
    );
  }

  /** Shows a build beside the editor without taking the focus, unless the user asked for it. */
  show(buildId: string, takesFocus: boolean): void {
    this.#buildId = buildId;
    const record = this.#deps.builds.find(buildId);
    if (!record) return;
    const title = titleOf(record);
    if (this.#open) {
      this.#open.panel.title = title;
      this.#open.panel.reveal(undefined, !takesFocus);
      this.#replay();
    } else this.#create(title, takesFocus);
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** What the page remembered says which build it was; one that is not in the history any more closes the panel. */
  restore(panel: WebviewPanel, state: unknown): void {
    const id: unknown = typeof state === 'object' && state !== null && 'buildId' in state ? state.buildId : undefined;
    const record = typeof id === 'string' ? this.#deps.builds.find(id) : undefined;
    if (!record || this.#open) return void panel.dispose();
    this.#buildId = record.id;
    this.#adopt(panel, titleOf(record));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#open?.panel.dispose();
    this.#store.dispose();
  }

  #create(title: string, takesFocus: boolean): void {
    // Tabs of a killed extension host: there is one panel for builds.
    const orphans = orphansOf({ viewType: VIEW_TYPE, isOwn: () => false });
    if (orphans.length > 0) void window.tabGroups.close(orphans, true);
    const panel = window.createWebviewPanel(VIEW_TYPE, title, {
      viewColumn: ViewColumn.Active,
      preserveFocus: !takesFocus,
    });
    this.#adopt(panel, title);
  }

  #adopt(panel: WebviewPanel, title: string): void {
    const { extensionUri, log } = this.#deps;
    panel.iconPath = new ThemeIcon('package');
    const store = new DisposableStore();
    const wire = openPage(panel.webview, { extensionUri, page: 'build', title });
    const peer = store.add(
      new RpcPeer<BuildHost, BuildPage>({
        wire,
        mine: BUILD_HOST,
        theirs: BUILD_PAGE,
        onError: (error) => log.error('The build panel sent something wrong', error),
        handlers: {
          requests: {},
          events: {
            ready: () => this.#replay(),
            openPlace: () => void this.#openPlace(),
            cancel: () => this.#deps.builds.cancel(this.#buildId),
            rebuild: ({ useCache }) => this.#rebuild(useCache),
          },
        },
      }),
    );
    store.add(
      panel.onDidDispose(() => {
        store.dispose();
        this.#open = undefined;
      }),
    );
    this.#open = { panel, peer, store };
  }

  /** The page is new or shows another build: it hears everything from the start. */
  #replay(): void {
    const record = this.#deps.builds.find(this.#buildId);
    if (!record || !this.#open) return;
    const build = this.#deps.builds.build(this.#buildId);
    this.#batch = [];
    this.#open.peer.emit('reset', headOf(record, build !== undefined));
    if (build) this.#open.peer.emit('happened', eventsOf(build.progress).map(toWire));
    this.#tellHead(record);
  }

  #queue(event: WireEvent): void {
    this.#batch.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#batch;
    this.#batch = [];
    if (events.length > 0) this.#open?.peer.emit('happened', events);
  }

  #tellHead(record: BuildRecord): void {
    if (record.state !== 'running') this.#flush();
    this.#open?.peer.emit('head', headOf(record, this.#deps.builds.build(record.id) !== undefined));
  }

  #rebuild(useCache: boolean): void {
    const id = useCache ? 'trainyard.images.rebuild' : 'trainyard.images.rebuildWithoutCache';
    this.#deps.commands
      .run(id, { kind: 'build', buildId: this.#buildId })
      .catch((error: unknown) => this.#deps.log.error('Rebuild failed', error));
  }

  async #openPlace(): Promise<void> {
    const location = this.#deps.builds.find(this.#buildId)?.failure?.location;
    if (!location) return;
    const at = new Position(Math.max(0, (location.line ?? 1) - 1), Math.max(0, (location.column ?? 1) - 1));
    const document = await workspace.openTextDocument(Uris.file(location.path));
    await window.showTextDocument(document, { selection: new Range(at, at), viewColumn: ViewColumn.One });
  }
}

/** The title of a build's tab. */
function titleOf({ title }: Pick<BuildRecord, 'title'>): string {
  return t('Build: {0}', title);
}

function headOf(record: BuildRecord, hasSteps: boolean): BuildHead {
  const { id, title, engineLabel, state, startedAt, finishedAt, failure, plan } = record;
  const { location } = failure ?? {};
  const isShown = failure !== undefined && failure.code !== 'cancelled';
  return {
    id,
    title,
    engine: engineLabel,
    state,
    startedAt,
    tags: plan.tags,
    hasSteps,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(isShown ? { failure: failure.message } : {}),
    ...(isShown && failure.nextStep !== undefined ? { nextStep: failure.nextStep } : {}),
    ...(isShown && location ? { place: { name: basename(location.path), line: location.line ?? 1 } } : {}),
  };
}

/** What a page that came late must hear to show the same. */
function eventsOf(progress: BuildProgress): readonly BuildEvent[] {
  const events: BuildEvent[] = [{ kind: 'builder', text: progress.builder }];
  for (const step of progress.steps) {
    const { id, name, state, startedAt, finishedAt, error, log, transfers } = step;
    events.push({
      kind: 'step',
      id,
      name,
      state,
      ...(startedAt ? { startedAt } : {}),
      ...(finishedAt ? { finishedAt } : {}),
      ...(error === undefined ? {} : { error }),
    });
    for (const [label, amounts] of transfers) events.push({ kind: 'transfer', stepId: id, label, ...amounts });
    if (log.lines.length > 0)
      events.push({ kind: 'log', stepId: id, text: `${log.lines.join('\n')}\n`, stream: 'stdout' });
  }
  for (const warning of progress.warnings) events.push({ kind: 'warning', ...warning });
  return events;
}
