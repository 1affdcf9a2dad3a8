import type {
  CancellationToken,
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  Connection,
  Position,
  Range,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { parseImageRef } from '../domain/images/imageRef.ts';
import { imageTagAt } from '../language/editing/imageTagAt.ts';
import { rangeOf } from '../language/editing/rangeOf.ts';
import type { FileLanguage } from '../language/lint/fileLanguage.ts';
import { IMAGE_TAGS, isTagAnswer, type TagQuestion } from '../protocol/imageTags.ts';

/** Kind of the language server protocol. */
const REFERENCE: CompletionItemKind = 18;

interface TagPlace extends TagQuestion {
  readonly range: Range;
}

/** Puts the tags of an image's repository, of which the client asks the registry, in front of what is offered anyway. */
export class TagOffers {
  /** Other clients than ours cannot answer, and some would never say so. */
  isAnswered = false;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Where to ask for tags; undefined for nearly every place of a file. */
  placeIn(document: TextDocument, position: Position, language: FileLanguage | undefined): TagPlace | undefined {
    if (!this.isAnswered) return undefined;
    const found = imageTagAt(document.getText(), document.offsetAt(position), language);
    return found && { name: found.name, typed: found.typed, range: rangeOf(found.word, document) };
  }

  /** @param others What can stand there without a registry. */
  async before(
    others: readonly CompletionItem[],
    { name, typed, range }: TagPlace,
    token: CancellationToken,
  ): Promise<CompletionItem[] | CompletionList> {
    const question: TagQuestion = { name, typed };
    // It fails when the client ends, or when nobody wants the answer any more.
    const answer: unknown = await this.#connection.sendRequest(IMAGE_TAGS, question, token).catch(() => undefined);
    if (!isTagAnswer(answer) || answer.tags.length === 0) return [...others];
    const detail = parseImageRef(name)?.registry ?? '';
    const items = answer.tags.map((label, index) => ({
      label,
      kind: REFERENCE,
      detail,
      // An exclamation mark comes before the digits and letters that all others are sorted by.
      sortText: `!${String(index).padStart(5, '0')}`,
      textEdit: { range, newText: label },
    }));
    return { isIncomplete: !answer.isComplete, items: [...items, ...others] };
  }
}
