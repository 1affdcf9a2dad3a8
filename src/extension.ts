import { type ExtensionContext, l10n, type Memento, Uri, window, workspace } from 'vscode';
import { confirmInDialog as confirm } from './adapters/vscode/ask.ts';
import type { DiskKeptLogs } from './adapters/spool/keptLogs.ts';
import { createCommands } from './adapters/vscode/commands.ts';
import { createLog } from './adapters/vscode/log.ts';
import { createNotifier } from './adapters/vscode/notify.ts';
import { proxySettings, setting } from './adapters/vscode/settings.ts';
import { createLoadSpec } from './adapters/vscode/specFiles.ts';
import { VIEWS } from './contributes/views.ts';
import { systemClock } from './domain/base/clock.ts';
import { ok } from './domain/base/failure.ts';
import { lazy } from './domain/base/lazy.ts';
import { proxyEnvironment } from './domain/base/proxyEnvironment.ts';
import type { Disposable } from './domain/base/lifecycle.ts';
import { useTranslator } from './domain/base/text.ts';
import { watchLater } from './domain/base/watchLater.ts';
import type { ProjectReader } from './domain/containerize/ports.ts';
import { isClusterId } from './domain/cluster/clusterConnection.ts';
import { ClusterHub } from './domain/cluster/clusterHub.ts';
import type { BuildKustomization } from './domain/deploy/ports.ts';
import { EngineHub } from './domain/engines/engineHub.ts';
import type { RegistryReader } from './domain/images/registryImage.ts';
import { RunMetrics } from './domain/experiments/runMetrics.ts';
import type { TrackerHub } from './domain/experiments/trackerHub.ts';
import type { LogSessions } from './domain/logs/logSessions.ts';
import { type RunLogReader, type RunMemory, RunStore } from './domain/runs/runStore.ts';
import { registerClusters } from './views/clusters/register.ts';
import { registerContainerize } from './views/containerize/register.ts';
import { registerContainers } from './views/containers/register.ts';
import { registerExperiments } from './views/experiments/register.ts';
import type { FilesDeps } from './views/files/filesDeps.ts';
import { registerFiles } from './views/files/register.ts';
import { registerImages } from './views/images/register.ts';
import { registerKubernetes } from './views/kubernetes/register.ts';
import { registerLanguage } from './views/language/register.ts';
import { registerLogs } from './views/logs/register.ts';
import { createRunMemory } from './views/runs/runMemory.ts';
import { type MachineAdapters, registerRuns } from './views/runs/register.ts';
import { createReadOnlyDocuments } from './views/shared/readOnlyDocuments.ts';
import { namedRegistries } from './views/shared/namedRegistries.ts';
import { registerTrees } from './views/shared/registerTrees.ts';
import type { TreeViewProvider } from './views/shared/treeView.ts';
import { registerWalkthrough } from './views/walkthrough/register.ts';

/** Builds the adapters and hands each feature what it needs. Starts nothing: large parts are loaded when a view or a command first asks. */
export function activate(context: ExtensionContext): void {
  useTranslator((message, ...args) => l10n.t(message, ...args));
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { extensionUri, workspaceState, globalState, globalStorageUri } = context;
  const log = own(createLog());
  const notify = createNotifier(log);
  const commands = createCommands({ log, notify });
  const loadSpec = createLoadSpec(async () => (await import('./language/document/readSpec.ts')).readSpec);
  const yamlWorker = programOf(extensionUri, 'yamlWorker');
  const loadManifestText = lazy(async () => (await import('./adapters/yaml/manifestText.ts')).manifestText(yamlWorker));
  const documents = own(createReadOnlyDocuments());

  const hub = own(createHub(extensionUri));
  const clusters = createClusterHub(globalState, yamlWorker);
  own(
    workspace.onDidGrantWorkspaceTrust(() => {
      hub.forget();
      clusters.forget();
    }),
  );
  const { loadKept, loadSessions } = createLogs({
    hub,
    clusters,
    storage: globalStorageUri,
    own,
    runOf: (runId) => runs.keptRunOf(runId),
  });
  const memory = createRunMemory(workspaceState, globalState);
  const reader = createRunReader(hub, loadSessions);
  const runs = own(new RunStore({ hub, clusters, memory, clock: systemClock, reader, loadKept }));

  const shared = { commands, hub, clusters, notify, confirm, log, workspaceState, loadSpec, extensionUri, documents };
  const loadMachine = machineLoader(globalStorageUri);
  const { loadTrackers, metrics } = trackerLoader(runs, context, own);
  const runsView = own(registerRuns({ ...shared, runs, memory, loadMachine, loadManifestText, loadKept, metrics }));
  const clustersView = own(registerClusters(shared));
  const imagesView = own(registerImages(shared));
  own(
    registerContainers({
      ...shared,
      memory,
      selectedRuns: () => runsView.provider.selectedSubjects(),
      keepRunsFocus: () => runsView.provider.keepFocus(),
    }),
  );
  const loadHelm = async () => (await import('./adapters/kubernetes/helmProgram.ts')).helmProgram(environment());
  own(registerKubernetes({ ...shared, loadManifestText, loadKustomize, loadHelm, tree: clustersView.provider }));
  own(registerLogs({ ...shared, loadSessions, metrics, ...factsOfRuns(runs, memory) }));
  own(registerContainerize({ commands, notify, reader: createProjectReader() }));
  own(registerWalkthrough({ commands, sample: Uri.joinPath(extensionUri, 'sample') }));
  const experiments = own(registerExperiments({ ...shared, loadTrackers, runs, loadManifestText }));
  own(registerLanguage({ log, ...languageParts(context, clusters) }));
  const providers = providersOf(runsView, clustersView, imagesView, experiments);
  own(registerTrees(commands, providers));
  own(openFiles(shared, providers));
  own(commands.register('trainyard.log.show', () => log.show(), { needsTrust: false }));
}

/** The server and its folders, what is kept of the kinds of clusters, and the registries of the user. */
function languageParts({ extensionUri, globalStorageUri, workspaceState }: ExtensionContext, clusters: ClusterHub) {
  const loadSchemas = lazy(async () => {
    const { SchemaFiles } = await import('./adapters/kubernetes/schemaFiles.ts');
    return new SchemaFiles(Uri.joinPath(globalStorageUri, 'clusterSchemas').fsPath);
  });
  const serverFile = Uri.joinPath(extensionUri, 'dist', 'server.js');
  const loadReader = async () =>
    (await import('./adapters/docker/tagReader.ts')).createTagReader({ env: environment() });
  const tags = { loadReader, named: () => namedRegistries(workspaceState) };
  return { live: { clusters, loadSchemas }, tags, serverFile, cacheFolder: globalStorageUri };
}

type HasProvider = { readonly provider: TreeViewProvider };

function providersOf(
  runs: HasProvider,
  clusters: HasProvider,
  images: HasProvider,
  experiments: HasProvider,
): Map<string, TreeViewProvider> {
  return new Map([
    [VIEWS.runs, runs.provider],
    [VIEWS.clusters, clusters.provider],
    [VIEWS.images, images.provider],
    [VIEWS.experiments, experiments.provider],
  ]);
}

/** The Files view is made when the first place is browsed. */
function openFiles(deps: Omit<FilesDeps, 'useProvider'>, providers: Map<string, TreeViewProvider>): Disposable {
  const files = registerFiles({ ...deps, useProvider: (provider) => providers.set(VIEWS.files, provider) });
  // What is owned by the window is closed at the same time, and with the connections nothing could be removed any more.
  closeClusters = async () => {
    await files.close();
    deps.clusters.dispose();
  };
  return files;
}

let closeClusters = async (): Promise<void> => Promise.resolve();

/** VS Code waits a few seconds for it when a window is closed: pods that were made for claims are removed. */
export async function deactivate(): Promise<void> {
  await closeClusters();
}

/** The environment with VS Code's proxy, as both are now. */
const environment = () => proxyEnvironment(proxySettings(), process.env);

/** A program of the bundle that runs beside the extension host. */
function programOf(extensionUri: Uri, name: string): URL {
  return new URL(Uri.joinPath(extensionUri, 'dist', `${name}.js`).toString());
}

function createHub(extensionUri: Uri): EngineHub {
  return new EngineHub({
    loadCatalog: async () => {
      const { DockerCatalog, systemSources } = await import('./adapters/docker/contexts.ts');
      return new DockerCatalog(systemSources(() => setting('trainyard.engines.hosts')));
    },
    open: async (connection) => {
      const { openDockerEngine } = await import('./adapters/docker/dockerEngine.ts');
      const program = (name: string) => programOf(extensionUri, name);
      return openDockerEngine(connection, { contextWorker: program('contextWorker'), guard: program('guard') });
    },
    mayConnect: () => workspace.isTrusted,
  });
}

/** The user's own tools, as the editor's environment names them. */
async function loadKustomize(): Promise<BuildKustomization> {
  const { createKustomize } = await import('./adapters/kubernetes/kustomize.ts');
  return createKustomize(environment());
}

/** What a start reads of this machine and of the repository. */
function machineLoader(storage: Uri): () => Promise<MachineAdapters> {
  return async () => {
    const [{ machineReader }, { loadImage }, { readGitFacts }, { changesOnDisk }, git, registries] = await Promise.all([
      import('./adapters/machine/machineReader.ts'),
      import('./adapters/machine/loadImage.ts'),
      import('./adapters/git/gitFacts.ts'),
      import('./adapters/git/changesOnDisk.ts'),
      import('./adapters/git/codeRepository.ts'),
      import('./adapters/docker/registryReader.ts'),
    ]);
    const keeper = changesOnDisk(Uri.joinPath(storage, 'changes').fsPath);
    const registry: RegistryReader = {
      describe: (...asked) => registries.createRegistryReader({ env: environment() }).describe(...asked),
    };
    return { machine: machineReader, loadImage, readGitFacts, keeper, registry, git: git.codeRepository };
  };
}

/** Kubeconfigs are read when the Clusters view is first opened; clients are loaded with the first context that is. */
function createClusterHub(globalState: Memento, yamlWorker: URL): ClusterHub {
  const kubeconfigs = () => setting('trainyard.clusters.kubeconfigs');
  const workspaceFolders = () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const loadCatalog = lazy(async () => {
    const { KubeconfigCatalog, systemKubeconfigSources } = await import('./adapters/kubernetes/clusterCatalog.ts');
    return new KubeconfigCatalog(systemKubeconfigSources(kubeconfigs, workspaceFolders, yamlWorker));
  });
  let forgetFailures = (): void => undefined;
  const loadPlugins = lazy(async () => {
    const [{ PluginPool }, { PLUGIN_MS }, { createAllowPlugin }] = await Promise.all([
      import('./adapters/kubernetes/pluginCredentials.ts'),
      import('./adapters/kubernetes/credentialPlugin.ts'),
      import('./views/kubernetes/allowPlugin.ts'),
    ]);
    const mayRun = createAllowPlugin(globalState);
    const pool = new PluginPool({ mayRun, clock: systemClock, environment, timeoutMs: PLUGIN_MS });
    forgetFailures = () => pool.forgetFailures();
    return pool;
  });
  return new ClusterHub({
    loadCatalog,
    open: async (connection) => {
      const [{ openCluster }, { prometheusOf }] = await Promise.all([
        import('./adapters/kubernetes/kubernetesCluster.ts'),
        import('./domain/cluster/prometheusSetting.ts'),
      ]);
      return await openCluster(await loadCatalog(), connection, {
        plugins: await loadPlugins(),
        environment,
        gpuUse: {
          prometheus: (context) => prometheusOf(context, setting('trainyard.clusters.prometheus')),
          isLookedAt: () => window.state.focused,
        },
      });
    },
    retry: () => forgetFailures(),
    mayConnect: () => workspace.isTrusted,
  });
}

/** Trackers are listed when the Experiments view is first opened, or a run that is on names its own. */
function trackerLoader(
  runs: RunStore,
  { extensionUri, secrets, globalStorageUri: storage }: ExtensionContext,
  own: LogParts['own'],
) {
  const program = (name: string) => programOf(extensionUri, name);
  let loaded: TrackerHub | undefined;
  const loadTrackers = lazy(async () => {
    const services = (await import('./openTrackers.ts')).openTrackers({ runs, secrets, storage, environment, program });
    loaded = services.trackers;
    return services;
  });
  const trackers = {
    opened: () => loaded?.opened ?? [],
    openAt: async (place: string) => await (await loadTrackers()).trackers.openAt(place),
  };
  return { loadTrackers, metrics: own(new RunMetrics(trackers, systemClock)) };
}

/** What a log asks of the run that it is of. */
const factsOfRuns = (runs: RunStore, memory: RunMemory) => ({
  wasStopped: (runId: string) => memory.stoppedRunIds().has(runId),
  trackingOf: (runId: string) => runs.find(runId)?.tracking,
});

interface LogParts {
  readonly hub: EngineHub;
  readonly clusters: ClusterHub;
  readonly storage: Uri;
  readonly own: <T extends { dispose(): unknown }>(item: T) => T;
  readonly runOf: RunStore['keptRunOf'];
}

/** Followed logs, and those of pods that outlive them. */
function createLogs({ own, storage, ...hubs }: LogParts) {
  let sessions: LogSessions | undefined;
  const loadKept = lazy(async () => {
    const { DiskKeptLogs } = await import('./adapters/spool/keptLogs.ts');
    return new DiskKeptLogs(
      Uri.joinPath(storage, 'keptLogs').fsPath,
      () => ({
        days: setting('trainyard.logs.keepDays'),
        bytes: setting('trainyard.logs.keepMegabytes') * 1_000_000,
      }),
      { open: () => sessions?.kept ?? [] },
    );
  });
  const loadSessions = lazy(async () => (sessions = own(await createSessions({ ...hubs, loadKept, storage }))));
  return { loadKept, loadSessions };
}

interface SessionParts extends Omit<LogParts, 'own'> {
  readonly loadKept: () => Promise<DiskKeptLogs>;
}

async function createSessions({ hub, clusters, loadKept, storage, runOf }: SessionParts): Promise<LogSessions> {
  const [{ LogSessions: Sessions }, { ClusterLogs }, { DiskSpools }, { keptLogId }, kept] = await Promise.all([
    import('./domain/logs/logSessions.ts'),
    import('./domain/cluster/clusterLogs.ts'),
    import('./adapters/spool/diskSpools.ts'),
    import('./domain/logs/keptLog.ts'),
    loadKept(),
  ]);
  return new Sessions({
    clock: systemClock,
    runOf,
    isKept: (engineId, resource) => isClusterId(engineId) && keptLogId(resource) === undefined,
    sourceOf: async (engineId, resource) => {
      if (keptLogId(resource) !== undefined) return ok(kept.source);
      if (isClusterId(engineId)) {
        const cluster = await clusters.cluster(engineId);
        if (!cluster.ok) return cluster;
        const silentMs = setting('trainyard.logs.silentMinutes') * 60_000;
        return ok(
          new ClusterLogs(cluster.value, systemClock, {
            kept: (log, signal) => kept.linesOf(engineId, log, signal),
            merge: { silentMs: silentMs > 0 ? silentMs : Number.POSITIVE_INFINITY },
          }),
        );
      }
      const engine = await hub.engine(engineId);
      return engine.ok ? ok(engine.value.logs) : engine;
    },
    spools: new DiskSpools(Uri.joinPath(storage, 'logs').fsPath, { keep: kept.keep }),
  });
}

function createRunReader(hub: EngineHub, loadSessions: () => Promise<LogSessions>): RunLogReader {
  const logs = lazy(async () => {
    const [{ createRunLogs }, sessions] = await Promise.all([import('./domain/runs/runLogs.ts'), loadSessions()]);
    return createRunLogs({ sessions, hub, clock: systemClock });
  });
  return { watch: (run, container) => watchLater(async () => ok((await logs()).watch(run, container))) };
}

function createProjectReader(): ProjectReader {
  const reader = lazy(async () => (await import('./adapters/project/projectReader.ts')).projectReader);
  return {
    projectFolder: async (path, root) => (await reader()).projectFolder(path, root),
    read: async (folder, focus, signal) => (await reader()).read(folder, focus, signal),
  };
}
