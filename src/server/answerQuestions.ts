import {
  type CodeAction,
  type Connection,
  type InitializeResult,
  type Location,
  type Range,
  ResponseError,
  type SemanticTokens,
  TextDocumentSyncKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { t } from '../domain/base/text.ts';
import type { Span } from '../domain/deploy/specNode.ts';
import type { EditedFile, TextPositions } from '../language/editing/editedFile.ts';
import type { FilePlace } from '../language/editing/manifest/namesAt.ts';
import { rangeOf } from '../language/editing/rangeOf.ts';
import type { FileLanguage } from '../language/lint/fileLanguage.ts';
import { encodeTokens } from '../language/editing/tokens/encodeTokens.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../language/editing/tokens/semanticToken.ts';
import { isString } from '../protocol/checks.ts';
import { FILE_STATUS, type FileStatus } from '../protocol/fileStatus.ts';
import { foldingRanges } from '../language/editing/structure/foldingRanges.ts';
import { selectionRange } from '../language/editing/structure/selectionRange.ts';
import type { TagOffers } from './tagOffers.ts';

interface Files {
  readonly fileOf: (uri: string) => EditedFile | undefined;
  readonly statusOf: (uri: string) => FileStatus | undefined;
  /** What an open file is to the linter. */
  readonly languageOf: (uri: string) => FileLanguage | undefined;
  /** Of an open file. */
  readonly textOf: (uri: string) => TextDocument | undefined;
  /** Of any file of the workspace, open or not. */
  readonly positionsOf: (uri: string) => Promise<TextPositions | undefined>;
  /** The edit that makes every safe repair of an open file. */
  readonly fixAllOf: (uri: string) => (Span & { readonly newText: string }) | undefined;
}

const QUICK_FIX = 'quickfix';
/** Asked for by `editor.codeActionsOnSave` and by the command *Fix All*. */
const FIX_ALL = 'source.fixAll.trainyard';
/** “Request failed” of the protocol: the message is for the user. */
const REQUEST_FAILED = -32_803;

export const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [' ', ':', '-', '{', '[', '$', '=', ','] },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [QUICK_FIX, FIX_ALL] },
  documentSymbolProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  inlayHintProvider: true,
  codeLensProvider: {},
  documentLinkProvider: {},
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    full: true,
    range: true,
  },
};

/** Answers what an editor asks about a file. */
export function answerQuestions(connection: Connection, files: Files, tags: TagOffers): void {
  const { fileOf } = files;
  connection.onCompletion(({ textDocument: { uri }, position }, token) => {
    const others = [...(fileOf(uri)?.completion(position) ?? [])];
    const document = files.textOf(uri);
    const place = document && tags.placeIn(document, position, files.languageOf(uri));
    return place ? tags.before(others, place, token) : others;
  });
  connection.onHover(({ textDocument, position }) => fileOf(textDocument.uri)?.hover(position) ?? null);
  connection.onCodeAction(({ textDocument, range, context }) => {
    const { only } = context;
    if (only?.some((kind) => FIX_ALL.startsWith(kind)) === true) return fixAll(textDocument.uri, files);
    if (only?.every((kind) => !QUICK_FIX.startsWith(kind)) === true) return [];
    return [...(fileOf(textDocument.uri)?.codeActions(range) ?? [])];
  });
  connection.onDocumentSymbol(({ textDocument }) => [...(fileOf(textDocument.uri)?.symbols() ?? [])]);
  connection.onDefinition(({ textDocument, position }) =>
    locations(fileOf(textDocument.uri)?.definitions(position) ?? [], files),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    locations(fileOf(textDocument.uri)?.references(position, context.includeDeclaration) ?? [], files),
  );
  connection.onPrepareRename(({ textDocument, position }) => fileOf(textDocument.uri)?.renameRange(position) ?? null);
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const edits = fileOf(textDocument.uri)?.rename(position, newName);
    if (!edits) return null;
    if (!edits.ok) return new ResponseError(REQUEST_FAILED, edits.failure.message);
    return await workspaceEdit(edits.value, files);
  });
  connection.onCodeLens(({ textDocument }) => [...(fileOf(textDocument.uri)?.lenses() ?? [])]);
  connection.onRequest(FILE_STATUS, (uri: unknown) => (isString(uri) ? (files.statusOf(uri) ?? null) : null));
  connection.onDocumentLinks(({ textDocument }) => [...(fileOf(textDocument.uri)?.links() ?? [])]);
  connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const [file, text] = [fileOf(uri), files.textOf(uri)];
    return file && text ? foldingRanges(file.structure, text.getText(), text) : [];
  });
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) => {
    const [file, text] = [fileOf(uri), files.textOf(uri)];
    return file && text ? positions.map((position) => selectionRange(file.structure, text, position)) : [];
  });
  const tokens = (uri: string, range?: Range): SemanticTokens => {
    const [file, text] = [fileOf(uri), files.textOf(uri)];
    return { data: file && text ? [...encodeTokens(file.tokens(range), text)] : [] };
  };
  connection.languages.semanticTokens.on(({ textDocument }) => tokens(textDocument.uri));
  connection.languages.semanticTokens.onRange(({ textDocument, range }) => tokens(textDocument.uri, range));
  connection.languages.inlayHint.on(({ textDocument }) => [...(fileOf(textDocument.uri)?.hints() ?? [])]);
}

async function fixAll(uri: string, { fixAllOf, positionsOf }: Files): Promise<CodeAction[]> {
  const edit = fixAllOf(uri);
  const positions = await positionsOf(uri);
  if (!edit || !positions) return [];
  const changes = { [uri]: [{ range: rangeOf(edit, positions), newText: edit.newText }] };
  return [{ title: t('Make all safe repairs'), kind: FIX_ALL, edit: { changes } }];
}

async function locations(places: readonly FilePlace[], { positionsOf }: Files): Promise<Location[]> {
  const found: Location[] = [];
  for (const place of places) {
    const positions = await positionsOf(place.uri);
    if (positions) found.push({ uri: place.uri, range: rangeOf(place, positions) });
  }
  return found;
}

async function workspaceEdit(
  edits: readonly (FilePlace & { readonly newText: string })[],
  { positionsOf }: Files,
): Promise<WorkspaceEdit> {
  const changes = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const positions = await positionsOf(edit.uri);
    if (!positions) continue;
    const made = changes.get(edit.uri) ?? [];
    made.push({ range: rangeOf(edit, positions), newText: edit.newText });
    changes.set(edit.uri, made);
  }
  return { changes: Object.fromEntries(changes) };
}
