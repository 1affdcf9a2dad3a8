import { t } from '../../domain/base/text.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { FindingSink } from '../lint/findingSink.ts';
import { isBlank, isLineEnd } from '../yaml/characters.ts';
import { LIST, MAP, PLAIN } from '../yaml/nodeTable.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER, STRING } from '../yaml/plainScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';
import type { WalkedObject } from './schemaWalk.ts';

/** Says what the walk through a schema found, in the names of the rules. */
export class SchemaReport {
  readonly #tree: YamlTree;
  readonly #object: WalkedObject;
  readonly #sink: FindingSink;
  readonly #kind: string;

  constructor(object: WalkedObject, kind: string, sink: FindingSink) {
    this.#object = object;
    this.#tree = object.tree;
    this.#kind = kind;
    this.#sink = sink;
  }

  /** A key or a dash without a value. */
  nothing(_node: number, _schema: SchemaNode): void {}

  /** A property that is not there in every version of Kubernetes, perhaps. */
  version(_node: number, _schema: SchemaNode): void {}

  unknownField(node: number, _schema: SchemaNode): void {
    const key = this.#tree.key(node);
    if (this.#object.isTemplated && key.includes('\u{e000}')) return;
    this.#sink.add('k8s-unknown-field', this.#keySpan(node), { message: t('“{0}” does not exist here.', key) });
  }

  missing(node: number, name: string, _schema: SchemaNode): void {
    const where = this.#tree.keyStart(node) < 0 ? this.#kind : this.#tree.key(node);
    this.#sink.add('k8s-missing-required', this.#head(node), {
      message: t('“{0}” is required in “{1}”.', name, where),
    });
  }

  wrongType(node: number, schema: SchemaNode): void {
    const type = this.#tree.scalarType(node);
    const source = this.#tree.source(node);
    if (type === NULL || isPlaceholder(source)) return;
    const span = this.#head(node);
    if ((schema.types & STRING) !== 0 && this.#tree.kind(node) === PLAIN) {
      if (type === BOOLEAN && !/^true$|^false$/i.test(source)) {
        this.#sink.add('yaml-11-bool', span, {
          message: t('kubectl reads “{0}” as a boolean; this field wants text. Put it in quotes.', source),
        });
        return;
      }
    }
    this.#sink.add('k8s-wrong-type', span, {
      message: t('Expected {0}, found {1}.', expectedType(schema), foundType(this.#tree, node)),
    });
  }

  /** A value of the right type. */
  value(node: number, schema: SchemaNode): void {
    const { e: choices } = schema.source;
    if (!choices) return;
    const text = this.#tree.scalarText(node);
    if (text === undefined || choices.some((choice) => String(choice) === text) || isPlaceholder(text)) return;
    if (text === '' && this.#object.schema.isBuiltIn) return;
    this.#sink.add('k8s-enum', this.#head(node), {
      message: t('“{0}” is not one of {1}.', text, choices.map((choice) => `“${choice}”`).join(', ')),
    });
  }

  #keySpan(node: number): Span {
    return { start: this.#tree.keyStart(node), end: this.#tree.keyEnd(node) };
  }

  /** A scalar, else the key of what has many lines, else its first line. */
  #head(node: number): Span {
    const kind = this.#tree.kind(node);
    const start = this.#tree.start(node);
    if (kind !== MAP && kind !== LIST) return { start, end: this.#tree.end(node) };
    if (this.#tree.keyStart(node) >= 0) return this.#keySpan(node);
    let end = start;
    while (!isLineEnd(this.#tree.text.charCodeAt(end))) end++;
    while (end > start && isBlank(this.#tree.text.charCodeAt(end - 1))) end--;
    return { start, end };
  }
}

/** Text that another tool fills in before the cluster sees it. */
function isPlaceholder(text: string): boolean {
  return /\$\{|\$\(|^\$[A-Za-z_]|^<.+>$|^\{[\w.]+\}$/.test(text);
}

function expectedType({ types, source }: SchemaNode): string {
  if (source.q === 'quantity') return t('an amount');
  if (source.q === 'int-or-string') return t('a whole number or text');
  if ((types & MAP_TYPE) !== 0) return t('a map');
  if ((types & LIST_TYPE) !== 0) return t('a list');
  if ((types & STRING) !== 0) return t('text');
  if ((types & NUMBER) !== 0) return t('a number');
  return (types & INTEGER) === 0 ? t('a boolean') : t('a whole number');
}

function foundType(tree: YamlTree, node: number): string {
  const kind = tree.kind(node);
  if (kind === MAP) return t('a map');
  if (kind === LIST) return t('a list');
  switch (tree.scalarType(node)) {
    case BOOLEAN:
      return t('a boolean');
    case INTEGER:
      return t('a whole number');
    case NUMBER:
      return t('a number');
    default:
      return t('text');
  }
}
