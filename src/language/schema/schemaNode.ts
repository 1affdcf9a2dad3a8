import { hashText } from '../yaml/nodeTable.ts';
import type { PackNode } from './schemaPack.ts';

/** Every type there is. */
const ANY = 0xff_ff;
/** Required properties that are counted as bits while a map is read; further ones are looked up. */
const MOST_BITS = 31;

/** A node of a pack in the form that is walked: a property is found with one probe and one comparison of texts. Made when it is first needed. */
export class SchemaNode {
  readonly source: PackNode;
  readonly types: number;
  readonly items: number;
  readonly extra: number;
  /** Keys that are not named are an error. */
  readonly isClosed: boolean;
  readonly hasProperties: boolean;
  /** There is more to say of a value than its type. */
  readonly isRestricted: boolean;
  readonly hasVersions: boolean;
  readonly required: readonly string[];
  /** One bit for each of the first required properties. */
  readonly requiredBits: number;
  readonly mask: number;
  readonly hashes: Int32Array;
  readonly targets: Int32Array;
  readonly names: readonly string[];
  readonly bits: Int32Array;

  constructor(source: PackNode) {
    this.source = source;
    this.types = source.t ?? ANY;
    this.items = source.i ?? -1;
    this.extra = source.x ?? -1;
    const properties = Object.entries(source.p ?? {});
    this.hasProperties = properties.length > 0;
    this.isClosed = source.o === undefined && source.x === undefined && source.t !== undefined;
    this.hasVersions = source.s !== undefined;
    this.isRestricted = RESTRICTIONS.some((key) => source[key] !== undefined);
    this.required = source.r ?? [];
    const counted = Math.min(this.required.length, MOST_BITS);
    this.requiredBits = (2 ** counted - 1) | 0;
    let size = 4;
    while (size < properties.length * 2) size *= 2;
    this.mask = size - 1;
    this.hashes = new Int32Array(size);
    this.targets = new Int32Array(size).fill(-1);
    this.bits = new Int32Array(size);
    const names = Array.from({ length: size }, () => '');
    for (const [name, target] of properties) {
      const hash = hashText(name);
      let slot = hash & this.mask;
      while ((this.targets[slot] ?? -1) >= 0) slot = (slot + 1) & this.mask;
      this.hashes[slot] = hash;
      this.targets[slot] = target;
      names[slot] = name;
      const bit = this.required.indexOf(name);
      this.bits[slot] = bit >= 0 && bit < MOST_BITS ? 1 << bit : 0;
    }
    this.names = names;
  }

  /** The slot of a property whose name stands in a text, or -1. */
  slotOf(text: string, start: number, length: number, hash: number): number {
    const { mask, targets, hashes, names } = this;
    for (let slot = hash & mask; (targets[slot] ?? -1) >= 0; slot = (slot + 1) & mask) {
      const name = names[slot] ?? '';
      if (hashes[slot] === hash && name.length === length && text.startsWith(name, start)) return slot;
    }
    return -1;
  }

  /** The node of a property, or -1. */
  property(name: string): number {
    const slot = this.slotOf(name, 0, name.length, hashText(name));
    return slot < 0 ? -1 : (this.targets[slot] ?? -1);
  }
}

const RESTRICTIONS = ['e', 'm', 'f', 'n', 'l', 'k', 'q', 'any', 'one', 'all', 'not', 'v'] as const;
