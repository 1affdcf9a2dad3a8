import type { Connection, InitializeResult } from 'vscode-languageserver/node';
import { createConnection, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { systemClock } from '../domain/base/clock.ts';
import { useTranslator } from '../domain/base/text.ts';
import { codeActions } from '../language/features/codeActions.ts';
import { completion } from '../language/features/completion.ts';
import { diagnostics } from '../language/features/diagnostics.ts';
import { documentSymbols } from '../language/features/documentSymbols.ts';
import { hover } from '../language/features/hover.ts';
import { isLanguageServerOptions } from '../protocol/languageClient.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { ParsedDocuments } from './parsedDocuments.ts';
import { translator } from './translator.ts';

/** The language server of `trainyard.yaml`. How it talks (IPC, stdio or a socket) is in the arguments of the process. */
export function serve(connection: Connection = createConnection()): void {
  const documents = new TextDocuments(TextDocument);
  const parsed = new ParsedDocuments((uri) => documents.get(uri));
  const publisher = new DiagnosticsPublisher(systemClock, {
    check: (uri) => {
      const found = parsed.get(uri);
      return found && { version: found.version, diagnostics: diagnostics(found.document) };
    },
    publish: (params) => connection.sendDiagnostics(params),
  });
  connection.onInitialize(({ initializationOptions }): InitializeResult => {
    if (isLanguageServerOptions(initializationOptions)) useTranslator(translator(initializationOptions.texts));
    return { capabilities: CAPABILITIES };
  });
  documents.onDidChangeContent(({ document }) => publisher.changed(document.uri));
  documents.onDidClose(({ document }) => {
    parsed.forget(document.uri);
    publisher.closed(document.uri);
  });
  connection.onCompletion(({ textDocument, position }) => {
    const found = parsed.get(textDocument.uri);
    return found ? completion(found.document, position) : [];
  });
  connection.onHover(({ textDocument, position }) => {
    const found = parsed.get(textDocument.uri);
    return (found && hover(found.document, position)) ?? null;
  });
  connection.onCodeAction(({ textDocument: { uri }, range }) => {
    const found = parsed.get(uri);
    return found ? codeActions(found.document, { uri, range }) : [];
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const found = parsed.get(textDocument.uri);
    return found ? documentSymbols(found.document) : [];
  });
  documents.listen(connection);
  connection.listen();
}

const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [' ', ':', '-', '{', '['] },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  documentSymbolProvider: true,
};
