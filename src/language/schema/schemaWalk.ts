import { ALIAS, BLOCK, EMPTY, hashText, LIST, MAP, PLAIN } from '../yaml/nodeTable.ts';
import { NULL } from '../yaml/plainScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { PropertyTable } from './propertyTable.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';
import type { SchemaReport } from './schemaReport.ts';
import type { WalkedObject } from './walkedObject.ts';

/** Values behind aliases that are looked at again; a bound for files made to hurt. */
const MOST_ALIASES = 1000;

const STATUS = hashText('status');
/** `null`. */
const LONGEST_NULL = 4;

/** Goes through an object and its schema side by side. Allocates nothing where nothing is wrong. */
export class SchemaWalk {
  readonly #object: WalkedObject;
  readonly #tree: YamlTree;
  readonly #text: string;
  readonly #report: SchemaReport;
  #aliases = 0;

  constructor(object: WalkedObject, report: SchemaReport) {
    this.#object = object;
    this.#tree = object.tree;
    this.#text = object.tree.text;
    this.#report = report;
  }

  visit(node: number, schema: SchemaNode): void {
    switch (this.#tree.kind(node)) {
      case MAP:
        this.#map(node, schema);
        break;
      case LIST:
        this.#list(node, schema);
        break;
      case ALIAS:
        this.#alias(node, schema);
        break;
      case EMPTY:
        break;
      default:
        this.#scalar(node, schema);
    }
  }

  #alias(node: number, schema: SchemaNode): void {
    const target = this.#tree.target(node);
    if (target < 0 || this.#aliases++ > MOST_ALIASES) return;
    this.visit(target, schema);
  }

  #list(node: number, schema: SchemaNode): void {
    if ((schema.types & LIST_TYPE) === 0) {
      this.#report.wrongType(node, schema);
      return;
    }
    if (schema.items >= 0) {
      const items = this.#object.schema.pool.node(schema.items);
      const tree = this.#tree;
      for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) this.visit(child, items);
    }
    if (schema.isRestricted) this.#report.collection(node, schema);
  }

  #map(node: number, schema: SchemaNode): void {
    if ((schema.types & MAP_TYPE) === 0) {
      this.#report.wrongType(node, schema);
      return;
    }
    const tree = this.#tree;
    const { properties } = schema;
    let found = 0;
    for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) {
      const slot = properties.isEmpty ? -1 : this.#slot(child, properties);
      const bit = slot >= 0 ? (properties.bits[slot] ?? 0) : 0;
      if (bit !== 0 && !this.#isNull(child)) found |= bit;
      this.#entry(child, schema, slot);
    }
    if (schema.required.length > 0 && (found !== properties.requiredBits || schema.required.length > 31))
      this.#missing(node, schema);
    if (schema.isRestricted) this.#report.collection(node, schema);
  }

  /** Null is “not there”, as kubectl sends it. */
  #isNull(node: number): boolean {
    const tree = this.#tree;
    const kind = tree.kind(node);
    if (kind !== PLAIN || tree.end(node) - tree.start(node) > LONGEST_NULL) return kind === EMPTY;
    return tree.scalarType(node) === NULL;
  }

  #slot(child: number, properties: PropertyTable): number {
    const start = this.#tree.keyStart(child);
    return properties.slotOf(this.#text, start, this.#tree.keyEnd(child) - start, this.#tree.keyHash(child));
  }

  #entry(child: number, schema: SchemaNode, slot: number): void {
    const { pool } = this.#object.schema;
    if (slot >= 0) {
      const { properties } = schema;
      if (properties.hasVersions && !properties.isServed(slot, this.#object.kubernetesMinor))
        this.#report.version(child, schema, slot);
      const target = pool.node(properties.targets[slot] ?? 0);
      if (this.#tree.kind(child) !== EMPTY) {
        // The server drops what a manifest says of the status.
        if (schema !== this.#object.schema.node || this.#tree.keyHash(child) !== STATUS) this.visit(child, target);
      } else if (this.#object.isWhole && properties.bits[slot] === 0) this.#report.nothing(child, target);
    } else if (!this.#isMerge(child)) {
      if (schema.extra >= 0) this.visit(child, pool.node(schema.extra));
      else if (schema.isClosed) this.#report.unknownField(child, schema);
    }
  }

  #isMerge(child: number): boolean {
    const start = this.#tree.keyStart(child);
    return this.#tree.keyEnd(child) - start === 2 && this.#text.startsWith('<<', start);
  }

  /** Fields that merged maps bring are found by `get`. */
  #missing(node: number, schema: SchemaNode): void {
    if (!this.#object.isWhole || (node === this.#object.root && this.#isNameAlone())) return;
    for (const name of schema.required) {
      const value = this.#tree.get(node, name);
      if (value < 0 || this.#isNull(value)) this.#report.missing(node, schema, name);
    }
  }

  /** `apiVersion`, `kind` and `metadata` alone: a patch of labels or annotations. */
  #isNameAlone(): boolean {
    const tree = this.#tree;
    let count = 0;
    for (let child = tree.firstChild(this.#object.root); child >= 0; child = tree.next(child)) count++;
    return count === 3 && tree.get(this.#object.root, 'metadata') >= 0;
  }

  #scalar(node: number, schema: SchemaNode): void {
    // Lines of a block that are nothing but placeholders are blank here.
    if (this.#object.isTemplated && (this.#tree.isMasked(node) || this.#tree.kind(node) === BLOCK)) return;
    const type = this.#tree.scalarType(node);
    if ((schema.types & type) === 0) this.#report.wrongType(node, schema);
    else if (schema.isRestricted) this.#report.scalar(node, schema);
  }
}
