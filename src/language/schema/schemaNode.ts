import { PropertyTable } from './propertyTable.ts';
import type { PackNode } from './schemaPack.ts';

/** Every type there is. */
const ANY = 0xff_ff;
const JUNCTORS = ['any', 'one', 'all', 'not'] as const;
const RESTRICTIONS = ['e', 'm', 'f', 'n', 'l', 'k', 'q', 'v', ...JUNCTORS] as const;

/** A node of a pack in the form that is walked. Made when it is first needed. */
export class SchemaNode {
  readonly source: PackNode;
  /** Its number in its pack. */
  readonly id: number;
  /** Its pack is the one that is bundled. */
  readonly isBundled: boolean;
  readonly properties: PropertyTable;
  readonly types: number;
  /** Nodes of the items of a list and of the values under other keys, or -1. */
  readonly items: number;
  readonly extra: number;
  /** Keys that are not named are an error. */
  readonly isClosed: boolean;
  /** There is more to say of a value than its type. */
  readonly isRestricted: boolean;
  readonly hasJunctors: boolean;
  readonly required: readonly string[];
  #allowed: ReadonlySet<string> | undefined;

  constructor(source: PackNode, id: number, isBundled: boolean) {
    this.source = source;
    this.id = id;
    this.isBundled = isBundled;
    this.properties = new PropertyTable(source);
    this.types = source.t ?? ANY;
    this.items = source.i ?? -1;
    this.extra = source.x ?? -1;
    this.isClosed = source.o === undefined && source.x === undefined && source.t !== undefined;
    this.hasJunctors = JUNCTORS.some((key) => source[key] !== undefined);
    this.isRestricted = RESTRICTIONS.some((key) => source[key] !== undefined);
    this.required = source.r ?? [];
  }

  /** The allowed values of its enum, as text. */
  get allowed(): ReadonlySet<string> {
    this.#allowed ??= new Set(this.source.e?.map(String));
    return this.#allowed;
  }

  /** The node of a property, or -1. */
  property(name: string): number {
    const slot = this.properties.slot(name);
    return slot < 0 ? -1 : (this.properties.targets[slot] ?? -1);
  }
}
