import { l10n, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { COMPILE_CACHE_VARIABLE, type LanguageServerOptions } from '../../protocol/languageClient.ts';

/** The server's heap; what it reads of a file is at most a quarter of a megabyte. */
const MEMORY_MB = 256;
/** A server that ends more often than this within the time is left alone: the file that kills it is still open. */
const MOST_CRASHES = 5;
const CRASH_WINDOW_MS = 180_000;

export interface ClientSetup {
  readonly channel: LogOutputChannel;
  readonly files: { readonly server: string; readonly cache: string };
  readonly selector: readonly ({ readonly language: string } | { readonly pattern: string })[];
}

/** Starts the server in a process of its own and connects the editor to it; a server that ends is started again at once. */
export async function startClient({ channel, files, selector }: ClientSetup): Promise<Disposable> {
  const run = {
    module: files.server,
    transport: TransportKind.ipc,
    options: {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
      env: { ...process.env, [COMPILE_CACHE_VARIABLE]: files.cache },
    },
  };
  const server: ServerOptions = { run, debug: run };
  const texts: LanguageServerOptions = { texts: Object.entries(l10n.bundle ?? {}) };
  const options: LanguageClientOptions = {
    documentSelector: [...selector],
    outputChannel: channel,
    traceOutputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'trainyard',
    initializationOptions: texts,
    errorHandler: { error: () => ({ action: ErrorAction.Continue }), closed: restartPolicy(() => Date.now()) },
  };
  const client = new LanguageClient('trainyard', 'Trainyard', server, options);
  await client.start();
  return { dispose: () => void client.dispose() };
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
