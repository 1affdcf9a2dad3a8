// @ts-check
import { fieldTexts } from './fieldTexts.mjs';

/** @import { SchemaPack } from '../../src/language/schema/schemaPack.ts' */

/** Longer ones are cut at the end of a sentence: a hover is read at a glance. */
const MOST_LETTERS = 400;

/** What fields mean, by the nodes that they ended up in. Where several sources share a node, the first one is believed. */
export class Descriptions {
  /** @type {Map<number, Map<string, string>>} */
  #texts = new Map();

  /**
   * @param {number} node
   * @param {string} property
   * @param {string} text
   */
  add(node, property, text) {
    const known = this.#texts.get(node) ?? new Map();
    if (!known.has(property)) known.set(property, shortened(text));
    this.#texts.set(node, known);
  }

  /**
   * Our own words, in place of others.
   * @param {SchemaPack} pack
   */
  addOwn(pack) {
    for (const [kind, texts] of Object.entries(fieldTexts)) {
      for (const [path, text] of Object.entries(texts)) {
        const steps = path.split('.');
        const property = steps.pop() ?? '';
        const node = nodeAt(pack, kind, steps);
        if (pack.nodes[node]?.p?.[property] === undefined) throw new Error(`${kind} has no field ${path}`);
        this.#texts.set(node, new Map(this.#texts.get(node)).set(property, text));
      }
    }
  }

  /** @returns {{format: 1, texts: readonly string[], nodes: Record<string, Record<string, number>>}} */
  file() {
    /** @type {Map<string, number>} */
    const numbers = new Map();
    /** @type {Record<string, Record<string, number>>} */
    const nodes = {};
    for (const [node, texts] of [...this.#texts].sort(([a], [b]) => a - b)) {
      const entries = [...texts].map(([property, text]) => {
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        return [property, number];
      });
      nodes[node] = Object.fromEntries(entries);
    }
    return { format: 1, texts: [...numbers.keys()], nodes };
  }
}

/**
 * @param {SchemaPack} pack
 * @param {string} kind
 * @param {readonly string[]} steps
 * @returns {number}
 */
function nodeAt(pack, kind, steps) {
  let node = pack.kinds[kind]?.n ?? -1;
  for (const step of steps) {
    const { i = -1, x = -1, p = {} } = pack.nodes[node] ?? {};
    node = step === '[]' ? i : step === '*' ? x : (p[step] ?? -1);
  }
  return node;
}

/**
 * @param {string} text
 * @param {number} [most] Letters.
 * @returns {string}
 */
export function shortened(text, most = MOST_LETTERS) {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const head = line.slice(0, most);
  const sentence = head.lastIndexOf('. ');
  return sentence > most / 4 ? head.slice(0, sentence + 1) : `${head.slice(0, head.lastIndexOf(' '))} …`;
}
