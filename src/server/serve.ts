import type { Connection, InitializeResult } from 'vscode-languageserver/node';
import { createConnection, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { useTranslator } from '../domain/base/text.ts';
import type { EditedFile } from '../language/editing/editedFile.ts';
import { manifestEditor } from './manifestTools.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';
import { isArrayOf, isString } from '../protocol/checks.ts';
import { isLanguageServerOptions, WORKSPACE_FILES } from '../protocol/languageClient.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { OpenFiles } from './openFiles.ts';
import { translator } from './translator.ts';

/** The language server of run specs and manifests. How it talks (IPC, stdio or a socket) is in the arguments of the process. */
export function serve(connection: Connection = createConnection()): void {
  const documents = new TextDocuments(TextDocument);
  const manifests = manifestEditor();
  const files = new OpenFiles((uri) => documents.get(uri), manifests);
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
  answerQuestions(connection, (uri) => files.get(uri)?.file);
  documents.listen(connection);
  connection.listen();
}

function answerQuestions(connection: Connection, fileOf: (uri: string) => EditedFile | undefined): void {
  connection.onCompletion(({ textDocument, position }) => [...(fileOf(textDocument.uri)?.completion(position) ?? [])]);
  connection.onHover(({ textDocument, position }) => fileOf(textDocument.uri)?.hover(position) ?? null);
  connection.onCodeAction(({ textDocument, range }) => [...(fileOf(textDocument.uri)?.codeActions(range) ?? [])]);
  connection.onDocumentSymbol(({ textDocument }) => [...(fileOf(textDocument.uri)?.symbols() ?? [])]);
}

const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [' ', ':', '-', '{', '['] },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  documentSymbolProvider: true,
};
