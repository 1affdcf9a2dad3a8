import {
  type ClientCapabilities,
  type Connection,
  type Disposable,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type InitializeResult,
  type TextDocuments,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { rangeOf } from '../language/editing/rangeOf.ts';
import type { FormatChoices } from '../language/format/formatYaml.ts';
import type { OpenFiles } from './openFiles.ts';

interface Formatting {
  readonly documents: TextDocuments<TextDocument>;
  readonly files: OpenFiles;
}

/** Answers requests to format, for the languages that the editor says, so that it never has two formatters for one file. */
export class FormatAnswers {
  readonly #connection: Connection;
  #isDynamic = false;
  #languages: readonly string[] = [];
  #registered: Promise<readonly Disposable[]> = Promise.resolve([]);

  constructor(connection: Connection, { documents, files }: Formatting) {
    this.#connection = connection;
    const edits = (uri: string, choices: (document: TextDocument) => FormatChoices): TextEdit[] => {
      const document = documents.get(uri);
      if (!document) return [];
      return files.format(uri, choices(document)).map((edit) => ({
        range: rangeOf(edit, document),
        newText: edit.newText,
      }));
    };
    connection.onDocumentFormatting(({ textDocument, options }) =>
      edits(textDocument.uri, () => ({ step: options.tabSize })),
    );
    connection.onDocumentRangeFormatting(({ textDocument, options, range }) =>
      edits(textDocument.uri, (document) => ({
        step: options.tabSize,
        range: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
      })),
    );
  }

  /** What is said at the start: an editor that takes no news about it is always answered. */
  capabilities({ textDocument }: ClientCapabilities): InitializeResult['capabilities'] {
    this.#isDynamic = textDocument?.formatting?.dynamicRegistration === true;
    return this.#isDynamic ? {} : { documentFormattingProvider: true, documentRangeFormattingProvider: true };
  }

  /** From now on these; asked for when the editor takes registrations. */
  choose(languages: readonly string[]): void {
    if (languages.join() === this.#languages.join()) return;
    this.#languages = languages;
    this.#register();
  }

  #register(): void {
    if (!this.#isDynamic) return;
    // One after the other, so that what was registered last is what counts.
    this.#registered = this.#registered.then(async (before) => {
      for (const registration of before) registration.dispose();
      if (this.#languages.length === 0) return [];
      const documentSelector = this.#languages.map((language) => ({ language }));
      const { client } = this.#connection;
      return [
        await client.register(DocumentFormattingRequest.type, { documentSelector }),
        await client.register(DocumentRangeFormattingRequest.type, { documentSelector }),
      ];
    });
  }
}
