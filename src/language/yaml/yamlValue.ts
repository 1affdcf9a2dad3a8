import type { Span } from '../../domain/deploy/specNode.ts';
import { LIST, MAP } from './nodeTable.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER, plainBoolean, plainNumber, STRING } from './plainScalar.ts';
import type { YamlTree } from './yamlTree.ts';

const NO_ITEMS: readonly YamlValue[] = [];

/** A value of a document, for rules and features: aliases are followed when it is read, and its range stays where it stands. */
export class YamlValue {
  readonly tree: YamlTree;
  /** Where it stands; may be an alias. */
  readonly node: number;
  /** What it stands for; -1 for an alias without anchor. */
  readonly target: number;

  constructor(tree: YamlTree, node: number) {
    this.tree = tree;
    this.node = node;
    this.target = tree.target(node);
  }

  /** The value below keys (text) and items (numbers), or undefined. */
  at(...path: readonly (string | number)[]): YamlValue | undefined {
    let node = this.node;
    for (const step of path) {
      node = typeof step === 'number' ? this.#item(node, step) : this.tree.get(node, step);
      if (node < 0) return undefined;
    }
    return new YamlValue(this.tree, node);
  }

  #item(list: number, index: number): number {
    const target = this.tree.target(list);
    if (target < 0 || this.tree.kind(target) !== LIST) return -1;
    let child = this.tree.firstChild(target);
    for (let passed = 0; passed < index && child >= 0; passed++) child = this.tree.next(child);
    return child;
  }

  get isMap(): boolean {
    return this.target >= 0 && this.tree.kind(this.target) === MAP;
  }

  get isList(): boolean {
    return this.target >= 0 && this.tree.kind(this.target) === LIST;
  }

  get isNull(): boolean {
    return this.target >= 0 && this.tree.scalarType(this.target) === NULL;
  }

  /** Whether a placeholder of a template makes its value unknown. */
  get isMasked(): boolean {
    return this.target >= 0 && !this.isMap && !this.isList && this.tree.isMasked(this.target);
  }

  /** The values of a list or of a map, in their order; none for a scalar. No generator, because rules ask for items more often than for anything else. */
  items(): readonly YamlValue[] {
    const first = this.target < 0 ? -1 : this.tree.firstChild(this.target);
    if (first < 0) return NO_ITEMS;
    const items: YamlValue[] = [];
    for (let child = first; child >= 0; child = this.tree.next(child)) items.push(new YamlValue(this.tree, child));
    return items;
  }

  /** The decoded text of a scalar of any type; undefined for maps, lists, null and templates. */
  get text(): string | undefined {
    return this.target < 0 ? undefined : this.tree.scalarText(this.target);
  }

  /** The text of a scalar that is text to the cluster (not a number, not a boolean). */
  get string(): string | undefined {
    return this.target >= 0 && this.tree.scalarType(this.target) === STRING ? this.text : undefined;
  }

  /** The number of an unquoted scalar, as go-yaml reads it. */
  get number(): number | undefined {
    if (this.target < 0) return undefined;
    const type = this.tree.scalarType(this.target);
    return type === INTEGER || type === NUMBER ? plainNumber(this.tree.source(this.target)) : undefined;
  }

  /** The boolean of an unquoted scalar, as go-yaml reads it: `yes` is true. */
  get boolean(): boolean | undefined {
    if (this.target < 0 || this.tree.scalarType(this.target) !== BOOLEAN) return undefined;
    return plainBoolean(this.tree.source(this.target));
  }

  /** The key that it stands below, as it is written; undefined for items of lists. */
  get key(): string | undefined {
    return this.tree.keyStart(this.node) < 0 ? undefined : this.tree.key(this.node);
  }

  /** The map or list that it stands in; undefined for the root. */
  get parent(): YamlValue | undefined {
    const parent = this.tree.parent(this.node);
    return parent < 0 ? undefined : new YamlValue(this.tree, parent);
  }

  /** The range of its key. */
  get keySpan(): Span | undefined {
    const start = this.tree.keyStart(this.node);
    return start < 0 ? undefined : { start, end: this.tree.keyEnd(this.node) };
  }

  /** The range of the value where it stands. */
  get span(): Span {
    return { start: this.tree.start(this.node), end: this.tree.end(this.node) };
  }

  /** What to underline: the key where there is one, else the value. */
  get headSpan(): Span {
    return this.keySpan ?? this.span;
  }

  /** What to underline when it is wrong: a scalar itself, the key of a map or a list. */
  get wrongSpan(): Span {
    return this.isMap || this.isList ? this.headSpan : this.span;
  }

  /** Keys and indexes from the root. */
  get path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    for (let node = this.node; node > 0; node = this.tree.parent(node)) {
      path.push(this.tree.keyStart(node) < 0 ? this.#indexOf(node) : this.tree.key(node));
    }
    return path.reverse();
  }

  #indexOf(node: number): number {
    let index = 0;
    let child = this.tree.firstChild(this.tree.parent(node));
    while (child >= 0 && child !== node) {
      child = this.tree.next(child);
      index++;
    }
    return index;
  }
}
