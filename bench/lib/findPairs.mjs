// @ts-check
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {import('./types.ts').Pair} Pair */

/**
 * Loads the pair modules. A module is a pair itself, or exports several as `pairs`.
 * @param {string} folder
 * @param {readonly string[]} only Groups and ids; empty means all.
 * @returns {Promise<{pairs: Pair[], names: string[]}>} The chosen pairs by group and id, and every name there is.
 */
export async function findPairs(folder, only) {
  /** @type {Pair[]} */
  const all = [];
  for (const file of globSync('*.mjs', { cwd: folder }).sort()) {
    for (const pair of await load(join(folder, file), basename(file, '.mjs'))) all.push(pair);
  }
  const ids = all.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`two pairs are named ${twice}`);
  const chosen = only.length === 0 ? all : all.filter(({ id, group }) => only.includes(id) || only.includes(group));
  return {
    pairs: chosen.sort((a, b) => `${a.group}/${a.id}`.localeCompare(`${b.group}/${b.id}`)),
    names: [...new Set([...all.map(({ group }) => group), ...ids])],
  };
}

/**
 * @param {string} path
 * @param {string} name
 * @returns {Promise<Pair[]>} A module that cannot be loaded becomes a pair that breaks, so the others are still measured.
 */
async function load(path, name) {
  try {
    const found = await import(pathToFileURL(path).href);
    return (found.pairs ?? [found]).map((/** @type {Partial<Pair>} */ pair) => checked(pair, name));
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return [{ id: name, group: 'broken', title: `bench/pairs/${name}.mjs`, unit: '', setup: fail, ours: fail }];
  }
}

/**
 * @param {Partial<Pair>} pair
 * @param {string} file
 * @returns {Pair}
 */
function checked({ id = '', group = '', title = '', unit = '', ours, ...rest }, file) {
  for (const [name, value] of Object.entries({ id, group, title, unit }))
    if (value === '') throw new Error(`bench/pairs/${file}.mjs exports no ${name}`);
  if (typeof ours !== 'function') throw new Error(`bench/pairs/${file}.mjs exports no function ours`);
  return { id, group, title, unit, ours, ...rest };
}
