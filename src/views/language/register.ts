import { languages, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

/** By name of the file, so that it also works where the user gave the files another language. */
const SPEC_FILES = [
  { language: 'trainyard' },
  { pattern: '**/trainyard.{yaml,yml}' },
  { pattern: '**/*.trainyard.{yaml,yml}' },
];

/**
 * Help while writing `trainyard.yaml`. Starts nothing by itself: client and server are loaded when the first such document is open. It needs no
 * trust, because the server reads the text it is sent and nothing else.
 */
export function registerLanguage({
  log,
  serverFile,
  cacheFolder,
}: {
  readonly log: Log;
  /** dist/server.js. */
  readonly serverFile: Uri;
  /** Where the server may keep its compile cache. */
  readonly cacheFolder: Uri;
}): Disposable {
  const store = new DisposableStore();
  let isStarted = false;
  const startFor = (document: TextDocument) => {
    if (isStarted || languages.match(SPEC_FILES, document) === 0) return;
    isStarted = true;
    start().catch((error: unknown) => log.error('The language server could not be started', error));
  };
  const start = async () => {
    const { startClient } = await import('./startClient.ts');
    const channel = store.add(window.createOutputChannel('Trainyard Language Server', { log: true }));
    const files = { server: serverFile.fsPath, cache: Uri.joinPath(cacheFolder, 'compile-cache').fsPath };
    store.add(await startClient({ channel, files, selector: SPEC_FILES }));
  };
  store.add(workspace.onDidOpenTextDocument(startFor));
  workspace.textDocuments.forEach(startFor);
  return store;
}
