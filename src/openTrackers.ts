import { type SecretStorage, Uri, workspace } from 'vscode';
import { dagshubCatalog } from './adapters/dagshub/dagshubCatalog.ts';
import type { TagsOfFile } from './adapters/folders/folderRuns.ts';
import { gitRemotes } from './adapters/git/gitRemotes.ts';
import { neptuneCatalog } from './adapters/neptune/neptuneCatalog.ts';
import { neptuneServerCatalog } from './adapters/neptune/neptuneServerCatalog.ts';
import { metricFilesCatalog } from './adapters/metricFiles/metricFilesCatalog.ts';
import { isFileStore } from './adapters/mlflow/findStores.ts';
import { storeCatalog } from './adapters/mlflow/storeCatalog.ts';
import { tensorboardCatalog } from './adapters/tensorboard/tensorboardCatalog.ts';
import { localPaths } from './adapters/vscode/localFolders.ts';
import { createSecrets } from './adapters/vscode/secrets.ts';
import { onDidChangeSetting, setting } from './adapters/vscode/settings.ts';
import { watchFiles } from './adapters/vscode/watchFiles.ts';
import { fail, ok } from './domain/base/failure.ts';
import { t } from './domain/base/text.ts';
import { ARTIFACTS } from './domain/experiments/artifactName.ts';
import type { StartUi } from './domain/experiments/mlflowUi.ts';
import { joinCatalogs } from './domain/experiments/joinCatalogs.ts';
import { listedCatalog } from './domain/experiments/listedTrackers.ts';
import type { OpenTracker } from './domain/experiments/ports.ts';
import type { SecretStore } from './domain/experiments/secretStore.ts';
import { tagsOfRunBehind } from './domain/experiments/runBehindFile.ts';
import { TrackerHub } from './domain/experiments/trackerHub.ts';
import { trainyardCatalog, trainyardTracker } from './domain/experiments/trainyardTracker.ts';
import type { RunStore } from './domain/runs/runStore.ts';
import type { TrackerServices } from './views/experiments/register.ts';

/** How long what was fetched to be looked at is kept after it was last written. */
const ARTIFACTS_MS = 14 * 24 * 3600 * 1000;

export interface TrackerParts {
  readonly runs: RunStore;
  readonly secrets: SecretStorage;
  /** The extension's own folder. */
  readonly storage: Uri;
  /** The environment with VS Code's proxy. */
  readonly environment: () => NodeJS.ProcessEnv;
  /** A program of the bundle. */
  readonly program: (name: string) => URL;
}

/** The part of extension.ts that connects trackers; it is loaded when somebody first looks. What reads a tracker is loaded with the first of its kind. */
export function openTrackers({ runs, secrets: kept, storage, environment, program }: TrackerParts): TrackerServices {
  const secrets = createSecrets(kept);
  const places = { folders: localPaths, environment: () => process.env, watchFiles };
  const added = () => setting('trainyard.experiments.trackers');
  const directories = { ...places, added, isOther: isFileStore };
  const catalog = joinCatalogs([
    trainyardCatalog(runs),
    storeCatalog(places),
    neptuneCatalog({ ...places, added }),
    neptuneServerCatalog(() => process.env),
    tensorboardCatalog(directories),
    metricFilesCatalog(directories),
    dagshubCatalog({
      ...places,
      remotes: gitRemotes,
      watch: (folder, changed) => watchFiles({ folder, glob: '.git/config', of: 'content' }, changed),
    }),
    // Behind those that know a folder by what is in it.
    listedCatalog({
      places: added,
      trackingUri: () => process.env['MLFLOW_TRACKING_URI'],
      watch: (changed) => onDidChangeSetting(['trainyard.experiments.trackers'], changed),
    }),
  ]);
  // Among the outputs of runs that are known now: nothing is contacted for it.
  const tagsOf: TagsOfFile = (path, writtenAt) =>
    tagsOfRunBehind(runs.current.state === 'ready' ? runs.current.value : [], path, writtenAt);
  const trackers = new TrackerHub({
    loadCatalog: async () => Promise.resolve(catalog),
    open: async (ref, signal) =>
      ref.kind === 'trainyard'
        ? ok(trainyardTracker(runs))
        : await open({ secrets, environment, program, tagsOf }, ref, signal),
    mayConnect: () => workspace.isTrusted,
    onDidTrust: (listener) => workspace.onDidGrantWorkspaceTrust(listener),
  });
  const loadSaveFile = async () => (await import('./adapters/archive/saveFile.ts')).saveFile;
  const dropOldArtifacts = async () => {
    const { dropOldFolders } = await import('./adapters/files/dropOldFolders.ts');
    await dropOldFolders(Uri.joinPath(storage, ARTIFACTS).fsPath, Date.now() - ARTIFACTS_MS);
  };
  const loadParquet = async () => (await import('./adapters/parquet/parquetFile.ts')).parquetFile;
  // As the training code of this user would have it.
  const { LOGNAME, USER, USERNAME } = process.env;
  const startUi: StartUi = async (...asked) => {
    const { startUi: start } = await import('./adapters/mlflow/startUi.ts');
    return await start({ folders: localPaths, environment, guard: program('guard') })(...asked);
  };
  return {
    trackers,
    secrets,
    storage,
    startUi,
    loadSaveFile,
    loadParquet,
    dropOldArtifacts,
    userName: LOGNAME ?? USER ?? USERNAME ?? '',
  };
}

interface OpenParts extends Pick<TrackerParts, 'environment' | 'program'> {
  readonly secrets: SecretStore;
  readonly tagsOf: TagsOfFile;
}

async function open(
  { secrets, environment, program, tagsOf }: OpenParts,
  ...[ref, signal]: Parameters<OpenTracker>
): ReturnType<OpenTracker> {
  const { place } = ref;
  if (place.form === 'server' && ref.kind === 'neptune') {
    const { openNeptuneServer } = await import('./adapters/neptune/openNeptuneServer.ts');
    return await openNeptuneServer(ref, { environment, secrets }, signal);
  }
  if (place.form === 'server') {
    const [{ openServer }, { openDagshub }, { homedir }] = await Promise.all([
      import('./adapters/mlflow/openServer.ts'),
      import('./adapters/dagshub/openDagshub.ts'),
      import('node:os'),
    ]);
    const parts = { environment, home: homedir(), secrets, platform: process.platform, now: Date.now };
    // The login that DagsHub's client uses, and the repository beside the runs.
    const dagshub = ref.kind === 'dagshub' ? openDagshub(place.url, parts) : undefined;
    return await openServer(ref, { ...parts, ...dagshub }, signal);
  }
  if (place.form === 'folder' && ref.kind === 'neptune') {
    const { openNeptune } = await import('./adapters/neptune/neptuneTracker.ts');
    return await openNeptune(ref, { folder: place.path, watchFiles }, signal);
  }
  if (place.form === 'folder' && ref.kind === 'tensorboard') {
    const { openTensorboard } = await import('./adapters/tensorboard/openTensorboard.ts');
    return await openTensorboard(ref, { folder: place.path, watchFiles, tagsOf }, signal);
  }
  if (ref.kind === 'metricFiles' && (place.form === 'folder' || place.form === 'file')) {
    const { openMetricFiles } = await import('./adapters/metricFiles/openMetricFiles.ts');
    return await openMetricFiles(ref, { path: place.path, watchFiles, tagsOf, now: Date.now }, signal);
  }
  if (place.form === 'sqlite' || place.form === 'fileStore') {
    const { openWritableStore } = await import('./adapters/mlflow/writableStore.ts');
    const parts = {
      script: new URL('../media/mlflowStore.py', program('storeWorker')),
      folders: localPaths,
      environment,
    };
    return await openWritableStore(
      { ...ref, place },
      { ...parts, watchFiles, workerFile: program('storeWorker') },
      signal,
    );
  }
  return fail({ code: 'unsupported', message: t('Trackers of this kind are not read yet: {0}', ref.kind) });
}
