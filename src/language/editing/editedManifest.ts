import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Position,
  Range,
} from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { EditedFile, TextPositions } from './editedFile.ts';
import { findingActions } from './findingActions.ts';
import { findingDiagnostic } from './findingDiagnostic.ts';
import type { ManifestEditor } from './manifestEditor.ts';
import { manifestSymbols } from './manifestSymbols.ts';

/** One version of a file of manifests. */
export class EditedManifest implements EditedFile {
  readonly uri: string;
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
  readonly #positions: TextPositions;
  readonly #editor: ManifestEditor;

  constructor(
    file: { readonly uri: string; readonly text: string; readonly positions: TextPositions },
    read: { readonly documents: readonly ManifestDocument[]; readonly editor: ManifestEditor },
  ) {
    this.uri = file.uri;
    this.text = file.text;
    this.#positions = file.positions;
    this.documents = read.documents;
    this.#editor = read.editor;
  }

  diagnostics(): readonly Diagnostic[] {
    return this.documents.flatMap((document) =>
      this.#editor
        .findings(document)
        .map((finding) => findingDiagnostic(finding, { uri: this.uri, range: (span) => this.#range(document, span) })),
    );
  }

  codeActions(range: Range): readonly CodeAction[] {
    const from = this.#positions.offsetAt(range.start);
    const to = this.#positions.offsetAt(range.end);
    const touched = this.documents.filter(({ start, text }) => start <= to && from <= start + text.length);
    return touched.flatMap((document) => {
      // Linted again, because fixes are edits of exactly this version.
      const found = this.#editor.linter
        .lint(document)
        .filter(({ start, end }) => document.start + start <= to && from <= document.start + end);
      return findingActions(found, { uri: this.uri, range: (span) => this.#range(document, span) });
    });
  }

  completion(_position: Position): readonly CompletionItem[] {
    return [];
  }

  hover(_position: Position): Hover | undefined {
    return undefined;
  }

  symbols(): readonly DocumentSymbol[] {
    return this.documents.flatMap((document) => manifestSymbols(document, (span) => this.#range(document, span)));
  }

  #range({ start }: ManifestDocument, span: Span): Range {
    return { start: this.#positions.positionAt(start + span.start), end: this.#positions.positionAt(start + span.end) };
  }
}
