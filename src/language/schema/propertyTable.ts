import { hashText } from '../yaml/nodeTable.ts';
import type { PackNode } from './schemaPack.ts';

/** Required properties that are counted as bits while a map is read; further ones are looked up. */
const MOST_BITS = 31;

/** The properties of a schema by the hashes of their names, with open addressing: one probe and one comparison of texts. */
export class PropertyTable {
  readonly isEmpty: boolean;
  /** Nodes by slot; -1 is free. */
  readonly targets: Int32Array;
  /** By slot: the bit of a required property, else 0. */
  readonly bits: Int32Array;
  /** All of these bits. */
  readonly requiredBits: number;
  /** Some properties are there in some versions of Kubernetes only. */
  readonly hasVersions: boolean;
  readonly #mask: number;
  readonly #hashes: Int32Array;
  readonly #names: readonly string[];
  /** By slot: minor versions, 0 for no bound. */
  readonly #since: Int8Array;
  readonly #until: Int8Array;

  constructor({ p = {}, r: required = [], s = {} }: PackNode) {
    const properties = Object.entries(p);
    const versions = new Map(Object.entries(s));
    const bits = new Map(required.slice(0, MOST_BITS).map((name, index) => [name, 1 << index]));
    let size = 4;
    while (size < properties.length * 2) size *= 2;
    this.isEmpty = properties.length === 0;
    this.hasVersions = versions.size > 0;
    this.requiredBits = (2 ** bits.size - 1) | 0;
    this.targets = new Int32Array(size).fill(-1);
    this.bits = new Int32Array(size);
    this.#mask = size - 1;
    this.#hashes = new Int32Array(size);
    this.#since = new Int8Array(size);
    this.#until = new Int8Array(size);
    const names = Array.from({ length: size }, () => '');
    for (const [name, target] of properties) {
      const slot = this.#freeSlot(hashText(name));
      const [since, until] = versions.get(name) ?? [0, 0];
      this.targets[slot] = target;
      this.bits[slot] = bits.get(name) ?? 0;
      this.#since[slot] = since;
      this.#until[slot] = until;
      names[slot] = name;
    }
    this.#names = names;
  }

  #freeSlot(hash: number): number {
    let slot = hash & this.#mask;
    while ((this.targets[slot] ?? -1) >= 0) slot = (slot + 1) & this.#mask;
    this.#hashes[slot] = hash;
    return slot;
  }

  /** The slot of a property whose name stands in a text, or -1. */
  slotOf(text: string, start: number, length: number, hash: number): number {
    const targets = this.targets;
    const hashes = this.#hashes;
    const mask = this.#mask;
    for (let slot = hash & mask; (targets[slot] ?? -1) >= 0; slot = (slot + 1) & mask) {
      const name = this.#names[slot] ?? '';
      if (hashes[slot] === hash && name.length === length && text.startsWith(name, start)) return slot;
    }
    return -1;
  }

  /** The slot of a property, or -1. */
  slot(name: string): number {
    return this.slotOf(name, 0, name.length, hashText(name));
  }

  /** Minor versions of Kubernetes from which and up to which (not including) the property of a slot is there; 0 for no bound. */
  versions(slot: number): { readonly since: number; readonly until: number } {
    return { since: this.#since[slot] ?? 0, until: this.#until[slot] ?? 0 };
  }

  /** Whether the property of a slot is there in a version of Kubernetes. */
  isServed(slot: number, minor: number): boolean {
    const until = this.#until[slot] ?? 0;
    return minor >= (this.#since[slot] ?? 0) && (until === 0 || minor < until);
  }
}
