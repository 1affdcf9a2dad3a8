import { isJsonRecord, jsonRecord } from './jsonRecord.ts';
import type { SchemaNode } from './schemaNode.ts';

/** What fields of the bundled schemas mean, for people. In a file of its own, because it is large and only hovers and completions read it. */
export class SchemaTexts {
  readonly #texts: readonly unknown[];
  /** By node, then by property: the number of a text. */
  readonly #places: ReadonlyMap<string, unknown>;

  private constructor(texts: readonly unknown[], places: ReadonlyMap<string, unknown>) {
    this.#texts = texts;
    this.#places = places;
  }

  /** Of a text that `npm run schemas` wrote (`media/schemas/descriptions.json.br`, decompressed); undefined for anything else. */
  static read(text: string): SchemaTexts | undefined {
    const { format, texts, nodes } = jsonRecord(JSON.parse(text));
    if (format !== 1 || !Array.isArray(texts) || !isJsonRecord(nodes)) return undefined;
    return new SchemaTexts(texts, new Map(Object.entries(nodes)));
  }

  /** What a property of a map means; undefined where nothing is known. Long texts are cut. */
  text(node: SchemaNode, property: string): string | undefined {
    if (!node.isBundled) return undefined;
    const places = jsonRecord(this.#places.get(String(node.id)));
    const number = Object.hasOwn(places, property) ? places[property] : undefined;
    const text = typeof number === 'number' ? this.#texts[number] : undefined;
    return typeof text === 'string' ? text : undefined;
  }
}
