import type { YamlTree } from '../yaml/yamlTree.ts';
import { ALIAS, EMPTY, LIST, MAP } from '../yaml/nodeTable.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';
import type { SchemaReport } from './schemaReport.ts';
import type { KindSchema } from './schemaSet.ts';

/** Values behind aliases that are looked at again; a bound for files made to hurt. */
const MOST_ALIASES = 1000;

/** What is known of the object that is walked. */
export interface WalkedObject {
  readonly tree: YamlTree;
  readonly schema: KindSchema;
  readonly kubernetesMinor: number;
  /** Placeholders stand in its document. */
  readonly isTemplated: boolean;
  /** Nothing of it comes from elsewhere or could not be read, so what is missing is missing. */
  readonly isWhole: boolean;
}

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
        if (this.#object.isWhole) this.#report.nothing(node, schema);
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
    if (schema.isRestricted) this.#report.value(node, schema);
  }

  #map(node: number, schema: SchemaNode): void {
    if ((schema.types & MAP_TYPE) === 0) {
      this.#report.wrongType(node, schema);
      return;
    }
    const tree = this.#tree;
    let found = 0;
    for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) {
      const slot = schema.hasProperties ? this.#slot(child, schema) : -1;
      if (slot >= 0) found |= schema.bits[slot] ?? 0;
      this.#entry(child, schema, slot);
    }
    if (schema.required.length > 0 && (found !== schema.requiredBits || schema.required.length > 31))
      this.#missing(node, schema);
    if (schema.isRestricted) this.#report.value(node, schema);
  }

  #slot(child: number, schema: SchemaNode): number {
    const start = this.#tree.keyStart(child);
    return schema.slotOf(this.#text, start, this.#tree.keyEnd(child) - start, this.#tree.keyHash(child));
  }

  #entry(child: number, schema: SchemaNode, slot: number): void {
    const { pool } = this.#object.schema;
    if (slot >= 0) {
      if (schema.hasVersions) this.#report.version(child, schema);
      this.visit(child, pool.node(schema.targets[slot] ?? 0));
    } else if (schema.extra >= 0) this.visit(child, pool.node(schema.extra));
    else if (schema.isClosed) this.#unknown(child, schema);
  }

  #unknown(child: number, schema: SchemaNode): void {
    const start = this.#tree.keyStart(child);
    if (this.#tree.keyEnd(child) - start === 2 && this.#text.startsWith('<<', start)) return;
    this.#report.unknownField(child, schema);
  }

  /** Fields that merged maps bring are found by `get`. */
  #missing(node: number, schema: SchemaNode): void {
    if (!this.#object.isWhole) return;
    for (const name of schema.required) if (this.#tree.get(node, name) < 0) this.#report.missing(node, name, schema);
  }

  #scalar(node: number, schema: SchemaNode): void {
    if (this.#object.isTemplated && this.#tree.isMasked(node)) return;
    const type = this.#tree.scalarType(node);
    if ((schema.types & type) === 0) this.#report.wrongType(node, schema);
    else if (schema.isRestricted) this.#report.value(node, schema);
  }
}
