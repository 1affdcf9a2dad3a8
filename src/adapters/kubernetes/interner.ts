import { type Fields, isFields } from './fields.ts';

/** Entries in one generation. Two generations of texts like image names and label sets are a few MB at most. */
const GENERATION = 20_000;
const NO_TEXTS: ReadonlyMap<string, string> = new Map();

/**
 * Gives equal parts of objects one copy in memory: ten thousand pods of a hundred workloads have a hundred label sets. What has not been
 * asked for during two generations is forgotten, so a changing cluster does not fill it.
 */
export class Interner {
  #young = new Map<string, unknown>();
  #old = new Map<string, unknown>();
  #youngDates = new Map<string, Date>();
  #oldDates = new Map<string, Date>();

  text(value: string): string;
  text(value: string | undefined): string | undefined;
  text(value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.shared('t', value, () => value);
  }

  /** `subject` keeps different things with the same key apart; it decides the type. */
  shared<T>(subject: string, key: string, make: () => T): T {
    const entry = `${subject}\n${key}`;
    const known = this.#young.get(entry) ?? this.#promote(entry);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the subject decides the type; a map cannot be typed by its keys
    if (known !== undefined) return known as T;
    const made = make();
    this.#young.set(entry, made);
    if (this.#young.size > GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return made;
  }

  /** What is made of a part of an object, once for all equal parts. Undefined parts need no key. */
  part<T>(subject: string, raw: unknown, make: () => T): T {
    return this.shared(subject, raw === undefined ? '' : JSON.stringify(raw), make);
  }

  /** Labels and selectors. Values that are no texts are left out. */
  texts(raw: unknown): ReadonlyMap<string, string> {
    if (!isFields(raw)) return NO_TEXTS;
    return this.part('m', raw, () => new Map(this.#entries(raw)));
  }

  /** RFC 3339. Many conditions of many objects change in the same second. */
  date(value: unknown): Date | undefined {
    if (typeof value !== 'string') return undefined;
    const known = this.#youngDates.get(value) ?? this.#oldDates.get(value);
    if (known) return known;
    const date = new Date(value);
    if (Number.isNaN(date.getTime())) return undefined;
    this.#youngDates.set(value, date);
    if (this.#youngDates.size > GENERATION) {
      this.#oldDates = this.#youngDates;
      this.#youngDates = new Map();
    }
    return date;
  }

  #entries(raw: Fields): [string, string][] {
    return Object.entries(raw).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[this.text(name), this.text(value)]] : [],
    );
  }

  #promote(entry: string): unknown {
    const known = this.#old.get(entry);
    if (known !== undefined) this.#young.set(entry, known);
    return known;
  }
}
