import type { Connection, InitializeResult } from 'vscode-languageserver/node';
import { createConnection, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { useTranslator } from '../domain/base/text.ts';
import { manifestEditor } from './manifestTools.ts';
import { positionsOnDisk } from './positionsOnDisk.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';
import { DEFAULT_LINT_CONFIG } from '../language/lint/lintConfig.ts';
import { TextLinter } from '../language/lint/textLinter.ts';
import { isArrayOf, isString } from '../protocol/checks.ts';
import { isLanguageServerOptions, WORKSPACE_FILES } from '../protocol/languageClient.ts';
import { answerQuestions, CAPABILITIES } from './answerQuestions.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { OpenFiles } from './openFiles.ts';
import { translator } from './translator.ts';

/** The language server of run specs and manifests. How it talks (IPC, stdio or a socket) is in the arguments of the process. */
export function serve(connection: Connection = createConnection()): void {
  const documents = new TextDocuments(TextDocument);
  const manifests = manifestEditor();
  const files = new OpenFiles((uri) => documents.get(uri), { manifests, texts: new TextLinter(DEFAULT_LINT_CONFIG) });
  const publisher = new DiagnosticsPublisher({
    check: (uri) => {
      const open = files.get(uri);
      return open && { version: open.version, diagnostics: [...open.file.diagnostics()] };
    },
    publish: (params) => connection.sendDiagnostics(params),
    turn: () => new Promise((resolve) => void setImmediate(resolve)),
  });
  connection.onInitialize(({ initializationOptions }): InitializeResult => {
    if (isLanguageServerOptions(initializationOptions)) useTranslator(translator(initializationOptions.texts));
    return { capabilities: CAPABILITIES };
  });
  const workspace = new WorkspaceFiles(manifests.tools.index, {
    isOpen: (uri) => documents.get(uri) !== undefined,
    changed: () => files.uris.forEach((uri) => publisher.changed(uri)),
  });
  connection.onNotification(WORKSPACE_FILES, (uris: unknown) => {
    if (isArrayOf(isString)(uris)) void workspace.read(uris);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => void workspace.read(changes.map(({ uri }) => uri)));
  documents.onDidChangeContent(({ document }) => {
    publisher.changed(document.uri);
    // Names that this file defines may be used in the others.
    for (const uri of files.uris) if (uri !== document.uri) publisher.changed(uri);
  });
  documents.onDidClose(({ document }) => {
    files.forget(document.uri);
    publisher.closed(document.uri);
    void workspace.closed(document.uri);
  });
  answerQuestions(connection, {
    fileOf: (uri) => files.get(uri)?.file,
    positionsOf: async (uri) => documents.get(uri) ?? (await positionsOnDisk(uri)),
  });
  documents.listen(connection);
  connection.listen();
}
