import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
  Position,
  Range,
} from 'vscode-languageserver-types';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { Result } from '../../domain/base/failure.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { Finding } from '../lint/finding.ts';
import { movedFinding } from '../lint/movedFinding.ts';
import { fileMarks } from '../lint/suppressions/fileMarks.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { EditedFile, TextPositions } from './editedFile.ts';
import { findingActions } from './findingActions.ts';
import { findingDiagnostic, type FindingPlace } from './findingDiagnostic.ts';
import type { ManifestEditor } from './manifestEditor.ts';
import { completeManifest } from './manifest/completeManifest.ts';
import { gpuHints } from './manifest/gpuHints.ts';
import { hoverManifest } from './manifest/hoverManifest.ts';
import { manifestLenses } from './manifest/manifestLenses.ts';
import { definitionsAt, type FilePlace, objectAt, referencesAt } from './manifest/namesAt.ts';
import { type PlacedText, renameObject } from './manifest/renameObject.ts';
import { manifestSymbols } from './manifestSymbols.ts';
import { documentLinks } from './links/documentLinks.ts';
import { rangeOf } from './rangeOf.ts';
import { manifestTokens } from './tokens/manifestTokens.ts';
import type { SemanticToken } from './tokens/semanticToken.ts';
import type { TextStructure } from './structure/textStructure.ts';
import { yamlStructure } from './structure/yamlStructure.ts';

/** A version of a file. */
export interface ManifestText {
  readonly uri: string;
  readonly text: string;
  readonly positions: TextPositions;
  /** It is known to be a manifest; others are helped with and not judged. */
  readonly isChecked: boolean;
  /** What is around it, for links. */
  readonly near?: NearFiles | undefined;
}

/** One version of a file of manifests. */
export class EditedManifest implements EditedFile {
  readonly uri: string;
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
  readonly #positions: TextPositions;
  readonly #isChecked: boolean;
  readonly #near: NearFiles | undefined;
  readonly #editor: ManifestEditor;

  constructor(
    file: ManifestText,
    read: { readonly documents: readonly ManifestDocument[]; readonly editor: ManifestEditor },
  ) {
    this.uri = file.uri;
    this.text = file.text;
    this.#positions = file.positions;
    this.#isChecked = file.isChecked;
    this.#near = file.near;
    this.documents = read.documents;
    this.#editor = read.editor;
  }

  diagnostics(): readonly Diagnostic[] {
    if (!this.#isChecked) return [];
    const found = this.#found((document) => this.#editor.findings(document));
    const { findings } = this.#editor.tools.linter.suppressions.judgeFile(this.text, found);
    return findings.map((finding) => findingDiagnostic(finding, this.#place));
  }

  codeActions(range: Range): readonly CodeAction[] {
    if (!this.#isChecked) return [];
    const from = this.#positions.offsetAt(range.start);
    const to = this.#positions.offsetAt(range.end);
    const isTouched = ({ start, end }: Span): boolean => start <= to && from <= end;
    const across = this.#editor.across(this.uri, this.documents);
    // Asked for wherever the cursor goes, and mostly nothing is there.
    if (!this.#found((document) => this.#editor.findings(document), across).some(isTouched)) return [];
    const { linter } = this.#editor.tools;
    // Linted again, because fixes are edits of exactly this version.
    const found = this.#found(
      (document) =>
        isTouched({ start: document.start, end: document.start + document.text.length }) ? linter.lint(document) : [],
      across,
    ).filter(isTouched);
    const { findings } = linter.suppressions.judgePart(found, fileMarks(this.text));
    return findingActions(findings, { ...this.#place, lineText: (line) => this.#lineText(line) });
  }

  /** What is found in each document by itself and by looking at all files, with offsets of the file. */
  #found(
    findingsOf: (document: ManifestDocument) => readonly Finding[],
    across = this.#editor.across(this.uri, this.documents),
  ): readonly Finding[] {
    return this.documents.flatMap((document, index) =>
      [...findingsOf(document), ...(across[index] ?? [])].map((each) => movedFinding(each, document.start)),
    );
  }

  get #place(): FindingPlace {
    return { uri: this.uri, range: (span) => rangeOf(span, this.#positions) };
  }

  completion(position: Position): readonly CompletionItem[] {
    return this.#at(position, (document, offset) =>
      completeManifest(document.text, offset, {
        tools: this.#editor.tools,
        range: (span) => this.#range(document, span),
      }),
    );
  }

  hover(position: Position): Hover | undefined {
    return this.#at(position, (document, offset) =>
      hoverManifest(document, offset, { tools: this.#editor.tools, range: (span) => this.#range(document, span) }),
    );
  }

  definitions(position: Position): readonly FilePlace[] {
    return definitionsAt(this.#editor.tools.index, this.uri, this.#positions.offsetAt(position));
  }

  references(position: Position, includesDefinitions: boolean): readonly FilePlace[] {
    const offset = this.#positions.offsetAt(position);
    return referencesAt(this.#editor.tools.index, { uri: this.uri, offset }, includesDefinitions);
  }

  renameRange(position: Position): Range | undefined {
    const object = objectAt(this.#editor.tools.index, this.uri, this.#positions.offsetAt(position));
    return object && rangeOf(object.span, this.#positions);
  }

  rename(position: Position, name: string): Result<readonly PlacedText[]> {
    const offset = this.#positions.offsetAt(position);
    return renameObject(this.#editor.tools.index, { uri: this.uri, offset }, name);
  }

  hints(): readonly InlayHint[] {
    return this.documents.flatMap((document) =>
      gpuHints(document, (offset) => this.#positions.positionAt(document.start + offset)),
    );
  }

  lenses(): readonly CodeLens[] {
    if (!this.#isChecked) return [];
    return manifestLenses(this.documents, this.#editor.tools.live, (document, span) => this.#range(document, span));
  }

  /** Schemas alone: what manifests name is in the cluster and in images. */
  links(): readonly DocumentLink[] {
    const { uri, text } = this;
    return this.#near ? documentLinks({ uri, text, language: 'manifest', near: this.#near }, this.#positions) : [];
  }

  tokens(range?: Range): readonly SemanticToken[] {
    const from = range ? this.#positions.offsetAt(range.start) : 0;
    const to = range ? this.#positions.offsetAt(range.end) : this.text.length;
    const indexed = this.#editor.tools.index.documents(this.uri);
    return this.documents.flatMap((document, index) => {
      const isSeen = document.start <= to && from <= document.start + document.text.length;
      return isSeen ? manifestTokens(document, indexed[index]?.symbols) : [];
    });
  }

  get structure(): TextStructure {
    return yamlStructure(this.documents);
  }

  /** Asks the document around a position; one between two documents belongs to the first. */
  #at<Answer>(position: Position, ask: (document: ManifestDocument, offset: number) => Answer): Answer {
    const offset = this.#positions.offsetAt(position);
    const found = this.documents.findLast(({ start }) => start <= offset) ?? this.documents[0];
    // A text has at least one document.
    if (!found) throw new Error('a file without documents');
    return ask(found, offset - found.start);
  }

  symbols(): readonly DocumentSymbol[] {
    return this.documents.flatMap((document) => manifestSymbols(document, (span) => this.#range(document, span)));
  }

  #lineText(line: number): string {
    const start = this.#positions.offsetAt({ line, character: 0 });
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end < 0 ? this.text.length : end);
  }

  #range({ start }: ManifestDocument, span: Span): Range {
    return rangeOf({ start: start + span.start, end: start + span.end }, this.#positions);
  }
}
