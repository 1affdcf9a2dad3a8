import { type Memento, type Uri, window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { VIEWS } from '../../contributes/views.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { LoadSpec } from '../../domain/deploy/ports.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { historyFromJson, historyToJson } from '../../domain/images/buildHistory.ts';
import { BuildStore } from '../../domain/images/buildStore.ts';
import { replaceOrphans } from '../shared/orphanTabs.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import type { BuildPanel } from './buildPanel.ts';
import type { BuildDeps } from './buildImage.ts';
import { type BuildMemory, createBuildMemory } from './buildMemory.ts';
import { registerImageCommands } from './imageCommands.ts';
import { ImagesModel } from './imagesModel.ts';

export interface ImagesDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly notify: Notifier;
  readonly confirm: Confirm;
  readonly log: Log;
  readonly documents: ReadOnlyDocuments;
  readonly workspaceState: Memento;
  readonly loadSpec: LoadSpec;
  readonly extensionUri: Uri;
}

/** The Images view with the builds of this workspace, the build command, and what can be done with images. */
export function registerImages(deps: ImagesDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, workspaceState } = deps;
  const store = new DisposableStore();
  const memory = createBuildMemory(workspaceState);
  const builds = store.add(new BuildStore(historyFromJson(memory.history.get())));
  const { view, provider } = store.add(
    createTreeView(VIEWS.images, store.add(new ImagesModel(builds)), { canSelectMany: false }),
  );
  store.add(keepHistory(builds, (text) => memory.history.set(text), deps.log));
  // The panel, the form and the checks are loaded with the first build.
  let panel: BuildPanel | undefined;
  const load = lazy(async () => {
    const loaded = await loadBuilds({ ...deps, memory, builds }, store);
    ({ panel } = loaded.build);
    return loaded;
  });
  store.add(
    commands.register('trainyard.images.build', async (from) => {
      const { buildImage, builtValue, buildRequestOf, build } = await load();
      return builtValue(await buildImage(build, buildRequestOf(from)));
    }),
  );
  registerBuildRows({ commands, builds, load }, store);
  keepPanel({ builds, load, isOpen: () => panel?.isOpen === true }, store);
  store.add(
    lookWhenSeen(view, async () => (await import('./cutOffBuilds.ts')).offerCutOff({ ...deps, builds }), deps.log),
  );
  store.add(registerImageCommands({ ...deps, builds }));
  return { provider, dispose: () => store.dispose() };
}

async function loadBuilds(
  deps: ImagesDeps & { readonly memory: BuildMemory; readonly builds: BuildStore },
  store: DisposableStore,
) {
  const [{ buildImage, builtValue, rebuild }, { buildRequestOf }, { BuildPanel }, { createContextCheck }, diagnostics] =
    await Promise.all([
      import('./buildImage.ts'),
      import('./chooseBuild.ts'),
      import('./buildPanel.ts'),
      import('./contextCheck.ts'),
      import('./dockerfileDiagnostics.ts'),
    ]);
  const build: BuildDeps = {
    ...deps,
    panel: store.add(new BuildPanel(deps)),
    contexts: store.add(createContextCheck(deps.memory)),
    diagnostics: store.add(diagnostics.createDockerfileDiagnostics()),
  };
  return { build, buildImage, builtValue, rebuild, buildRequestOf };
}

/** What can be done with a row of the history. */
interface RowDeps {
  readonly commands: Commands;
  readonly builds: BuildStore;
  readonly load: () => ReturnType<typeof loadBuilds>;
}

function registerBuildRows({ commands, builds, load }: RowDeps, store: DisposableStore): void {
  const again = async (id: string | undefined, useCache: boolean) => {
    if (id === undefined) return undefined;
    const { rebuild, builtValue, build } = await load();
    return builtValue(await rebuild(build, id, useCache));
  };
  const chosen = async (clicked: unknown, selected: unknown): Promise<string | undefined> => {
    const [subject] = subjectsOf(clicked, selected);
    return subject?.kind === 'build' ? subject.buildId : await pickBuild(builds);
  };
  store.add(
    commands.register('trainyard.images.rebuild', async (clicked, selected) =>
      again(await chosen(clicked, selected), true),
    ),
  );
  store.add(
    commands.register('trainyard.images.rebuildWithoutCache', async (clicked, selected) =>
      again(await chosen(clicked, selected), false),
    ),
  );
  store.add(
    commands.register('trainyard.images.cancelBuild', async (clicked, selected) => {
      const id = await chosen(clicked, selected);
      if (id !== undefined) builds.cancel(id);
    }),
  );
  store.add(
    commands.register(
      'trainyard.images.showBuild',
      async (clicked, selected) => {
        const id = await chosen(clicked, selected);
        if (id !== undefined) (await load()).build.panel.show(id, true);
      },
      { needsTrust: false },
    ),
  );
  store.add(commands.register('trainyard.images.clearHistory', () => builds.clear(), { needsTrust: false }));
}

/** The panel comes back after a reload of the window, and after its extension host was killed; what it shows then is what is true now. */
function keepPanel(
  { builds, load, isOpen }: Pick<RowDeps, 'builds' | 'load'> & { readonly isOpen: () => boolean },
  store: DisposableStore,
): void {
  let isRestoring = false;
  store.add(
    window.registerWebviewPanelSerializer('trainyard.build', {
      deserializeWebviewPanel: async (panel, state) => {
        isRestoring = true;
        (await load()).build.panel.restore(panel, state);
        isRestoring = false;
      },
    }),
  );
  store.add(
    replaceOrphans({
      viewType: 'trainyard.build',
      isOwn: () => isRestoring || isOpen(),
      replace: async (title) => {
        const record = builds.records.find((each) => t('Build: {0}', each.title) === title);
        if (record) (await load()).build.panel.show(record.id, false);
      },
    }),
  );
}

/** Engines are asked when the view is first seen, not when the window opens. */
function lookWhenSeen(
  view: { readonly visible: boolean; readonly onDidChangeVisibility: (listener: () => void) => Disposable },
  look: () => Promise<void>,
  log: Log,
): Disposable {
  let hasLooked = false;
  const onSeen = (): void => {
    if (hasLooked || !view.visible) return;
    hasLooked = true;
    look().catch((error: unknown) => log.error('What builds left was not looked for', error));
  };
  const listener = view.onDidChangeVisibility(onSeen);
  onSeen();
  return listener;
}

async function pickBuild(builds: BuildStore): Promise<string | undefined> {
  const items = builds.records.map(({ id, title, state }) => ({ label: title, description: state, id }));
  const placeHolder = items.length === 0 ? t('Nothing was built yet') : t('Choose a build');
  return (await window.showQuickPick(items, { placeHolder }))?.id;
}

/** Writes the history when a build starts and when it ends, not with every step. */
function keepHistory(builds: BuildStore, write: (text: string) => Promise<void>, log: Log): Disposable {
  let written = '';
  return builds.onDidChange(() => {
    const states = builds.records.map(({ id, state }) => `${id} ${state}`).join();
    if (states === written) return;
    written = states;
    write(historyToJson(builds.records)).catch((error: unknown) => log.error('The build history was not kept', error));
  });
}
