import { extensions, l10n, type LogOutputChannel, workspace } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { onDidChangeSetting, setting } from '../../adapters/vscode/settings.ts';
import { type Disposable, disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { COMPILE_CACHE_VARIABLE, type LanguageServerOptions, WORKSPACE_FILES } from '../../protocol/languageClient.ts';
import { formattedLanguages } from '../../protocol/formatOwner.ts';
import { LINT_CHOICES, type LintChoices } from '../../protocol/lintChoices.ts';
import { answerTags, type TagParts } from './answerTags.ts';
import { type ClusterParts, followClusters } from './followClusters.ts';
import { languageStatus } from './languageStatus.ts';
import { otherFormatters } from './otherFormatters.ts';
import { problemsOfOthers } from './problemOwners.ts';

/** The server's heap: the schemas and an index of 10,000 manifests take a fifth of it. */
const MEMORY_MB = 256;
/** Files that names are looked up in, and what says something of the values of a chart. */
const WORKSPACE_GLOB = '**/{*.yaml,*.yml,*.tpl,values.schema.json}';
/** A folder with more is no workspace of manifests. */
const MOST_FILES = 20_000;
/** A server that ends more often than this within the time is left alone: the file that kills it is still open. */
const MOST_CRASHES = 5;
const CRASH_WINDOW_MS = 180_000;

export interface ClientSetup {
  readonly channel: LogOutputChannel;
  readonly live: ClusterParts;
  readonly tags: TagParts;
  readonly files: { readonly server: string; readonly cache: string };
  readonly selector: readonly ({ readonly language: string } | { readonly pattern: string })[];
}

/** Starts the server in a process of its own and connects the editor to it; a server that ends is started again at once. */
export async function startClient({ channel, live: parts, tags, files, selector }: ClientSetup): Promise<Disposable> {
  const run = {
    module: files.server,
    transport: TransportKind.ipc,
    options: {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
      env: { ...process.env, [COMPILE_CACHE_VARIABLE]: files.cache },
    },
  };
  const server: ServerOptions = { run, debug: run };
  const watcher = workspace.createFileSystemWatcher(WORKSPACE_GLOB);
  const texts: LanguageServerOptions = {
    texts: Object.entries(l10n.bundle ?? {}),
    lint: choices(),
    hasImageTags: true,
  };
  const options: LanguageClientOptions = {
    documentSelector: [...selector],
    outputChannel: channel,
    traceOutputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'trainyard',
    synchronize: { fileEvents: watcher },
    initializationOptions: texts,
    errorHandler: { error: () => ({ action: ErrorAction.Continue }), closed: restartPolicy(() => Date.now()) },
  };
  const store = new DisposableStore();
  const client = new LanguageClient('trainyard', 'Trainyard', server, options);
  store.add(disposable(() => void client.dispose()));
  store.add(watcher);
  store.add(languageStatus(client, [...selector]));
  store.add(answerTags(client, tags));
  await client.start();
  const send = async () => {
    const found = await workspace.findFiles(WORKSPACE_GLOB, undefined, MOST_FILES);
    await client.sendNotification(WORKSPACE_FILES, found.map(String));
  };
  const live = store.add(followClusters(client, parts));
  // A server that was started again knows nothing of the workspace.
  store.add(
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      live.send();
      void send();
    }),
  );
  await send();
  const chosen = () => void client.sendNotification(LINT_CHOICES, choices());
  store.add(onDidChangeSetting(LINT_SETTINGS, chosen));
  store.add(extensions.onDidChange(chosen));
  store.add(
    workspace.onDidChangeConfiguration((event) => {
      if (OF_OTHERS.some((section) => event.affectsConfiguration(section))) chosen();
    }),
  );
  return store;
}

/** Settings of others that say who reports and who formats. */
const OF_OTHERS = ['yaml', 'editor.defaultFormatter'];
const LINT_SETTINGS = [
  'trainyard.lint.enabled',
  'trainyard.lint.profiles',
  'trainyard.lint.rules',
  'trainyard.lint.kubernetesVersion',
  'trainyard.lint.owner',
  'trainyard.lint.format',
] as const;

function choices(): LintChoices {
  return {
    isEnabled: setting('trainyard.lint.enabled'),
    profiles: setting('trainyard.lint.profiles'),
    rules: Object.entries(setting('trainyard.lint.rules')),
    kubernetesVersion: setting('trainyard.lint.kubernetesVersion'),
    left: problemsOfOthers(),
    formatted: formattedLanguages(setting('trainyard.lint.format'), otherFormatters()),
  };
}

/** Restart, unless it ended too often of late. */
export function restartPolicy(now: () => number): () => CloseHandlerResult {
  let crashes: number[] = [];
  return () => {
    crashes = [...crashes.filter((time) => now() - time < CRASH_WINDOW_MS), now()];
    if (crashes.length <= MOST_CRASHES) return { action: CloseAction.Restart, handled: true };
    return {
      action: CloseAction.DoNotRestart,
      message: t(
        'The checks of run specs and manifests have ended {0} times and are off. Reload the window to turn them on again.',
        crashes.length,
      ),
    };
  };
}
