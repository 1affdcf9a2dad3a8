import { t } from '../../domain/base/text.ts';
import { allRules } from './allRules.ts';

let byOtherName: ReadonlyMap<string, readonly string[]> | undefined;

/** The ids of the rules that a name means: its own, or those that it is another name of ours for. Empty: there is none. */
export function rulesNamed(name: string): readonly string[] {
  if (allRules().has(name)) return [name];
  if (!byOtherName) {
    const found = new Map<string, string[]>();
    for (const { id, aliases = [] } of allRules().values()) {
      // Those with a slash are of other linters, who judge otherwise.
      for (const alias of aliases) if (!alias.includes('/')) found.set(alias, [...(found.get(alias) ?? []), id]);
    }
    byOtherName = found;
  }
  return byOtherName.get(name) ?? [];
}

/** What is said of names, said of rules; what comes later wins. A name that means none stays as it is. */
export function byRule<Value>(said: Iterable<readonly [name: string, value: Value]>): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const [name, value] of said) {
    const ids = rulesNamed(name);
    for (const id of ids.length > 0 ? ids : [name]) found.set(id, value);
  }
  return found;
}

/** Which rules another name means; undefined for an id and for what means nothing. */
export function otherNameText(name: string): string | undefined {
  const ids = rulesNamed(name);
  if (ids.length === 0 || ids.includes(name)) return undefined;
  return t('“{0}” is another name of {1}.', name, ids.map((id) => `“${id}”`).join(', '));
}
