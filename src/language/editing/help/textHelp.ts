import type { CompletionItem, CompletionItemKind, Hover, Range } from 'vscode-languageserver-types';
import type { Span } from '../../../domain/deploy/specNode.ts';

/** Kinds of the language server protocol. */
export const FIELD: CompletionItemKind = 10;
export const VARIABLE: CompletionItemKind = 6;
export const VALUE: CompletionItemKind = 12;
export const KEYWORD: CompletionItemKind = 14;
export const SNIPPET: CompletionItemKind = 15;
export const REFERENCE: CompletionItemKind = 18;
export const CHOICE: CompletionItemKind = 20;
const SNIPPET_FORMAT = 2;

/** Something that can be written at a place. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** A few words beside the label. */
  readonly detail?: string;
  /** What it means, as Markdown that holds nothing from the file. */
  readonly documentation?: string;
  /** Instead of the label. */
  readonly insertText?: string;
  /** With tab stops. */
  readonly isSnippet?: true;
  /** There is more to choose behind it. */
  readonly opensNext?: true;
}

/** What can be written in place of a word, best first. */
export interface Offers {
  readonly word: Span;
  readonly offers: readonly Offer[];
}

/** What something means. */
export interface Explanation extends Span {
  /** Markdown; what is from the file stands between backticks. */
  readonly markdown: string;
}

/** What an editor may ask of a text besides its problems. Offsets count from the start of the file. */
export interface TextHelp {
  offers(offset: number): Offers | undefined;
  explanation(offset: number): Explanation | undefined;
}

/** Offers as the protocol has them. */
export function completionItems(found: Offers | undefined, range: (span: Span) => Range): readonly CompletionItem[] {
  if (!found) return [];
  const place = range(found.word);
  return found.offers.map(({ label, kind, detail, documentation, insertText, isSnippet, opensNext }, index) => ({
    label,
    kind,
    sortText: String(index).padStart(4, '0'),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } as const }),
    ...(isSnippet ? { insertTextFormat: SNIPPET_FORMAT } : {}),
    ...(opensNext ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
    textEdit: { range: place, newText: insertText ?? label },
  }));
}

/** An explanation as the protocol has it. */
export function hoverOf(found: Explanation | undefined, range: (span: Span) => Range): Hover | undefined {
  return found && { contents: { kind: 'markdown', value: found.markdown }, range: range(found) };
}

/** A text from a file as code in Markdown; long ones are cut, and backticks cannot end it. */
export function inCode(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line}\``;
}

/** A hover is read at a glance. */
const MOST_LETTERS = 200;
