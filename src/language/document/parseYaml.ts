import type { Alias, Document, Node, Pair, Scalar } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { openBrackets } from '../../domain/base/openBrackets.ts';
import { t } from '../../domain/base/text.ts';
import type { ListNode, MapEntry, ScalarNode, Span, SpecNode } from '../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';

/** A spec is written by hand; above this size parsing would be felt while typing (50 MB take the parser 23 s). */
export const MOST_CHARACTERS = 256 * 1024;
/** Nodes after aliases are expanded: a bomb of aliases ends here. */
export const MOST_NODES = 20_000;
const DEEPEST = 64;
/** Brackets that may be open at once. */
const MOST_OPEN = 1000;
const MOST_SYNTAX_PROBLEMS = 50;

export interface ParsedYaml {
  readonly root?: SpecNode;
  readonly problems: readonly SpecProblem[];
}

/**
 * The only place that knows the YAML package. YAML 1.2, core schema: `yes` and `on` are text (in YAML 1.1, and so for go-yaml in older
 * Kubernetes tools, they are booleans). Duplicate names are kept, because the check of the package compares each name with each other one.
 * Bounded in size, depth and nodes; never throws.
 */
export function parseYaml(text: string): ParsedYaml {
  if (text.length > MOST_CHARACTERS) return { problems: [tooLarge(text.length)] };
  const documents = parseDocuments(text);
  if (!Array.isArray(documents)) return { problems: [documents] };
  const [document, second] = documents;
  if (!document) return { problems: [] };
  const problems = syntaxProblems(document, text);
  if (second)
    problems.push(syntaxProblem(spanOf(second.range), t('Only one document is read. Remove what follows “---”.')));
  const reader = new NodeReader();
  const root = document.contents ? reader.read(document.contents, 0) : undefined;
  return { ...(root === undefined ? {} : { root }), problems: [...problems, ...reader.problems] };
}

function parseDocuments(text: string): Document.Parsed[] | SpecProblem {
  if (openBrackets(text) > MOST_OPEN) return syntaxProblem({ start: 0, end: 0 }, tooDeep());
  try {
    const documents = parseAllDocuments(text, {
      uniqueKeys: false,
      version: '1.2',
      schema: 'core',
      keepSourceTokens: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    // The parser is recursive: thousands of levels by indentation can be too many for the stack.
    if (error instanceof RangeError) return syntaxProblem({ start: 0, end: 0 }, tooDeep());
    throw error;
  }
}

function syntaxProblems(document: Document.Parsed, text: string): SpecProblem[] {
  return document.errors.slice(0, MOST_SYNTAX_PROBLEMS).map((error) => {
    const start = Math.min(error.pos[0], text.length);
    const end = Math.max(start, Math.min(error.pos[1], text.length));
    // Of an error that spans lines the first is underlined.
    const line = text.slice(start, Math.min(end, start + 2000)).search(/[\r\n]/);
    return syntaxProblem({ start, end: line > 0 ? start + line : end }, t('Not valid YAML: {0}', error.message));
  });
}

function syntaxProblem(span: Span, message: string): SpecProblem {
  return { id: 'syntax', path: [], span, message };
}

function tooLarge(length: number): SpecProblem {
  const message = t('The file is too large to be read: {0} characters. Expected at most {1}.', length, MOST_CHARACTERS);
  return { id: 'too-large', path: [], span: { start: 0, end: 0 }, message };
}

function tooDeep(): string {
  return t('The values are nested too deeply. Expected at most {0} levels.', DEEPEST);
}

/** Turns the package's tree into ours; anchors are known as far as they were read, so an alias can never meet itself. */
class NodeReader {
  readonly problems: SpecProblem[] = [];
  readonly #anchors = new Map<string, SpecNode>();
  readonly #sizes = new Map<SpecNode, number>();
  #count = 0;

  read(node: Node, depth: number): SpecNode {
    const before = this.#count;
    this.#count++;
    const read = this.#readPlain(node, depth);
    const anchor = isAlias(node) ? undefined : node.anchor;
    if (anchor !== undefined) {
      this.#anchors.set(anchor, read);
      this.#sizes.set(read, this.#count - before);
    }
    return read;
  }

  #readPlain(node: Node, depth: number): SpecNode {
    const span = spanOf(node.range);
    if (isAlias(node)) return this.#readAlias(node, span);
    if (depth > DEEPEST) return this.#refuse(span, tooDeep());
    if (this.#count > MOST_NODES)
      return this.#refuse(span, t('The file holds too many values. Expected at most {0}.', MOST_NODES));
    if (isMap<Node, Node | null>(node)) return { kind: 'map', entries: this.#readEntries(node.items, depth), span };
    if (isSeq<Node | Pair>(node)) return this.#readList(node.items, span, depth);
    if (isScalar(node)) return scalarOf(node, span);
    return emptyAt(span);
  }

  #readList(items: readonly (Node | Pair)[], span: Span, depth: number): ListNode {
    const nodes = items.map((item) => ('key' in item ? emptyAt(span) : this.read(item, depth + 1)));
    return { kind: 'list', items: nodes, span };
  }

  #readEntries(pairs: readonly Pair<Node, Node | null>[], depth: number): MapEntry[] {
    const own: MapEntry[] = [];
    const merged: MapEntry[] = [];
    for (const { key, value } of pairs) {
      const keySpan = spanOf(key.range);
      const name = isScalar(key) ? scalarOf(key, keySpan).text : undefined;
      if (name === undefined) {
        this.problems.push(syntaxProblem(keySpan, t('A name must be plain text.')));
        continue;
      }
      const read = value ? this.read(value, depth + 1) : emptyAt({ start: keySpan.end, end: keySpan.end });
      if (name === '<<') merged.push(...this.#mergeEntries(read, keySpan));
      else own.push({ key: name, keySpan, value: read });
    }
    if (merged.length === 0) return own;
    // What stands in the map itself wins over what is merged; of several merged maps the first wins.
    const names = new Set(own.map((entry) => entry.key));
    for (const entry of merged) {
      if (names.has(entry.key)) continue;
      names.add(entry.key);
      own.push(entry);
    }
    return own;
  }

  #mergeEntries(node: SpecNode, keySpan: Span): readonly MapEntry[] {
    const maps = node.kind === 'list' ? node.items : [node];
    const entries = maps.flatMap((map) => (map.kind === 'map' ? map.entries : []));
    this.#count += entries.length;
    if (this.#count <= MOST_NODES) return entries;
    this.#refuse(keySpan, t('The file holds too many values. Expected at most {0}.', MOST_NODES));
    return [];
  }

  #readAlias(node: Alias, span: Span): SpecNode {
    const target = this.#anchors.get(node.source);
    if (!target) return this.#refuse(span, t('There is no anchor “&{0}” before this.', node.source));
    this.#count += this.#sizes.get(target) ?? 1;
    if (this.#count > MOST_NODES)
      return this.#refuse(span, t('The aliases expand to too many values. Expected at most {0}.', MOST_NODES));
    return target;
  }

  #refuse(span: Span, message: string): ScalarNode {
    if (!this.problems.some((problem) => problem.message === message)) this.problems.push(syntaxProblem(span, message));
    return emptyAt(span);
  }
}

function scalarOf(node: Scalar, span: Span): ScalarNode {
  const { value } = node;
  if (value === null || value === undefined) return emptyAt(span);
  if (typeof value === 'string') return { kind: 'string', text: value, span };
  return { kind: typeof value === 'boolean' ? 'boolean' : 'number', text: node.source ?? '', span };
}

function emptyAt(span: Span): ScalarNode {
  return { kind: 'null', text: '', span };
}

function spanOf(range: readonly [number, number, number] | null | undefined): Span {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
