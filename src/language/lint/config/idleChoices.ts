import { t } from '../../../domain/base/text.ts';
import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { entriesOf, nodesOf, textOf } from '../../../domain/deploy/nodeValues.ts';
import { fieldOf, type Span, type SpecNode } from '../../../domain/deploy/specNode.ts';

/** Something in a configuration file that does nothing. */
export interface IdleChoice {
  readonly span: Span;
  readonly message: string;
}

/** From `.trainyard`, which the file stands in. */
const ROOT = '..';
/** Signs of patterns. */
const PATTERN = /[*?[\]!\\]/;

/** Overrides that repeat what counts anyway, and paths that lead nowhere. */
export function idleChoices(root: SpecNode | undefined, near: NearFiles | undefined): readonly IdleChoice[] {
  const general = severitiesIn(fieldOf(root, 'rules'));
  const idle: IdleChoice[] = [];
  // An override may give back what an earlier one took.
  const changed = new Set<string>();
  for (const override of nodesOf(fieldOf(root, 'overrides'))) {
    for (const { key, keySpan, value } of entriesOf(fieldOf(override, 'rules'))) {
      if (general.get(key) === textOf(value) && !changed.has(key) && general.has(key))
        idle.push({ span: keySpan, message: t('“{0}” has this severity for all files already.', key) });
      changed.add(key);
    }
    idle.push(...pathsToNothing(fieldOf(override, 'paths'), near));
  }
  return [...idle, ...pathsToNothing(fieldOf(root, 'ignorePaths'), near), ...missing(fieldOf(root, 'schemas'), near)];
}

function severitiesIn(rules: SpecNode | undefined): ReadonlyMap<string, string | undefined> {
  return new Map(entriesOf(rules).map(({ key, value }) => [key, textOf(value)]));
}

/** Lines of a .gitignore that are a path: others match in every folder. */
function pathsToNothing(list: SpecNode | undefined, near: NearFiles | undefined): readonly IdleChoice[] {
  return nodesOf(list).flatMap((node) => {
    const line = textOf(node) ?? '';
    const path = line.replace(/^\/|\/$/g, '');
    const isPath = !PATTERN.test(line) && (path.includes('/') || line.startsWith('/'));
    return isPath ? missingAt(node, path, near) : [];
  });
}

function missing(list: SpecNode | undefined, near: NearFiles | undefined): readonly IdleChoice[] {
  return nodesOf(list).flatMap((node) => missingAt(node, textOf(node) ?? '', near));
}

function missingAt(node: SpecNode, path: string, near: NearFiles | undefined): readonly IdleChoice[] {
  if (path === '' || path.startsWith('/') || near?.kindOf(`${ROOT}/${path}`) !== 'nothing') return [];
  return [{ span: node.span, message: t('There is no “{0}” in the folder that this file is for.', path) }];
}
