import { nearestName } from '../../domain/deploy/nearestName.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { entriesOf, isMerged } from '../yamlFile/entriesOf.ts';

/** What is wrong between what is given and what is declared. Names are compared as GitHub does, without regard to case. */
export interface InputTroubles {
  /** Required, without a default, and not given. */
  readonly missing: readonly string[];
  readonly unknown: readonly {
    readonly name: string;
    readonly value: YamlValue;
    readonly nearest: string | undefined;
  }[];
}

const NONE: InputTroubles = { missing: [], unknown: [] };

/** @param declared A map of names to what is said of them; undefined: there are none. */
export function inputTroubles(given: YamlValue | undefined, declared: YamlValue | undefined): InputTroubles {
  // An expression or an anchor may bring more.
  if (given && (!given.isMap || isMerged(given))) return NONE;
  if (declared && !declared.isNull && (!declared.isMap || isMerged(declared))) return NONE;
  const known = entriesOf(declared);
  const written = entriesOf(given);
  const names = new Set(written.map(([name]) => name.toLowerCase()));
  const all = new Set(known.map(([name]) => name.toLowerCase()));
  const free = known.map(([name]) => name).filter((name) => !names.has(name.toLowerCase()));
  return {
    missing: known.filter(([name, about]) => isRequired(about) && !names.has(name.toLowerCase())).map(([name]) => name),
    unknown: written
      .filter(([name]) => !all.has(name.toLowerCase()))
      .map(([name, value]) => ({ name, value, nearest: nearestName(name, free) })),
  };
}

function isRequired(about: YamlValue): boolean {
  return about.at('required')?.boolean === true && about.at('default') === undefined;
}
