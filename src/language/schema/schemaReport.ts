import type { Span } from '../../domain/deploy/specNode.ts';
import type { FindingSink } from '../lint/findingSink.ts';
import { isBlank, isLineEnd, MASK } from '../yaml/characters.ts';
import { LIST, MAP } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { celFindings } from './cel/celFinding.ts';
import { isFilled } from './filledFields.ts';
import { missingField, nothing, otherVersion, unknownField } from './fieldFindings.ts';
import { junctorFinding } from './junctorFinding.ts';
import { repeatedItems } from './listKeyFinding.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import type { SchemaNode } from './schemaNode.ts';
import { wrongType } from './typeFindings.ts';
import { scalarFinding, sizeFinding } from './valueFindings.ts';
import type { WalkedObject } from './walkedObject.ts';

const MASK_TEXT = String.fromCharCode(MASK);

/**
 * Steps of `anyOf` and its like and of rules for one object. The bundled kinds take some thousand; schemas of files made to hurt end undecided.
 */
const MOST_STEPS = 300_000;

/** Takes what the walk through a schema comes upon, and adds what is to be said of it. */
export class SchemaReport {
  readonly #object: WalkedObject;
  readonly #tree: YamlTree;
  readonly #sink: FindingSink;
  readonly #budget = { left: MOST_STEPS };

  constructor(object: WalkedObject, sink: FindingSink) {
    this.#object = object;
    this.#tree = object.tree;
    this.#sink = sink;
  }

  /** A named field without a value. */
  nothing(node: number, schema: SchemaNode): void {
    this.#add(this.#keySpan(node), nothing(this.#object, node, schema));
  }

  /** A property that this version of Kubernetes does not have. */
  version(node: number, schema: SchemaNode, slot: number): void {
    this.#add(this.#keySpan(node), otherVersion(this.#object, node, { schema, slot }));
  }

  unknownField(node: number, schema: SchemaNode): void {
    const key = this.#tree.key(node);
    // Instructions of a strategic merge patch.
    if (this.#sink.isFull || key.startsWith('$') || (this.#object.isTemplated && key.includes(MASK_TEXT))) return;
    this.#add(this.#keySpan(node), unknownField(this.#object, node, schema));
  }

  missing(node: number, schema: SchemaNode, name: string): void {
    const { isRewritten, pool } = this.#object.schema;
    if (isRewritten && pool.node(schema.property(name)).source.q === 'quantity') return;
    const { groupKind, isCarried, root } = this.#object;
    const around = node === root ? undefined : (this.#tree.keyAround(node) ?? '');
    if (isFilled({ groupKind, around, name, isCarried })) return;
    this.#add(this.#head(node), missingField(this.#object, { node, schema }, name));
  }

  wrongType(node: number, schema: SchemaNode): void {
    const finding = wrongType(this.#tree, node, schema);
    if (finding?.rule === 'crd-quantity-float' && this.#object.schema.isRewritten) return;
    this.#add(this.#head(node), finding);
  }

  /** A scalar of the right type whose schema says more. */
  scalar(node: number, schema: SchemaNode): void {
    const { isBuiltIn, pool } = this.#object.schema;
    const finding = scalarFinding(this.#tree, node, { schema, pool, isBuiltIn });
    if (finding) this.#add(this.#head(node), finding);
    else this.#together(node, schema);
  }

  /** A map or a list whose schema says more. */
  collection(node: number, schema: SchemaNode): void {
    if (this.#object.isWhole) {
      this.#add(this.#head(node), sizeFinding(this.#tree, node, schema));
      this.#together(node, schema);
    }
    const keys = schema.source.k;
    if (keys && !this.#object.schema.isBuiltIn && this.#tree.kind(node) === LIST)
      for (const item of repeatedItems(this.#tree, node, keys)) this.#add(this.#head(item.node), item.finding);
  }

  /** What several schemas and the rules of the kind say of a value. */
  #together(node: number, schema: SchemaNode): void {
    if (this.#sink.isFull) return;
    const of = { schema, pool: this.#object.schema.pool, budget: this.#budget };
    if (schema.hasJunctors) this.#add(this.#head(node), junctorFinding(this.#tree, node, of));
    if (!schema.source.v || !this.#sink.isOn('crd-cel')) return;
    for (const finding of celFindings(this.#tree, node, of)) this.#add(this.#head(node), finding);
  }

  #add(span: Span, finding: SchemaFinding | undefined): void {
    if (!finding) return;
    const { rule, ...what } = finding;
    this.#sink.add(rule, span, what);
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
    return { start, end: Math.min(end, Math.max(start, this.#tree.end(node))) };
  }
}
