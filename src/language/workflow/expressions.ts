import type { Span } from '../../domain/deploy/specNode.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';

/** What stands between `${{` and `}}`, without blanks around it. */
export interface Expression extends Span {
  readonly text: string;
  /** No `}}` ends it. */
  readonly isOpen: boolean;
}

/** The end of an expression is the first `}}` outside of its quotes. */
const EXPRESSION = /\$\{\{((?:'[^']*'|[^'}]|\}(?!\}))*)(\}\}|$)/g;

const NONE: readonly Expression[] = [];
/** Many rules ask for those of the same scalars. */
const KNOWN = new WeakMap<YamlTree, (readonly Expression[] | undefined)[]>();

/** Expressions in the source of a scalar, with offsets in the document. */
export function expressionsOf(value: YamlValue): readonly Expression[] {
  if (value.target < 0 || value.node !== value.target) return NONE;
  let known = KNOWN.get(value.tree);
  if (!known) KNOWN.set(value.tree, (known = []));
  return (known[value.target] ??= readExpressions(value));
}

function readExpressions(value: YamlValue): readonly Expression[] {
  if (value.isMap || value.isList) return NONE;
  const source = value.tree.source(value.target);
  if (!source.includes('${{')) return NONE;
  return Array.from(source.matchAll(EXPRESSION), (found) => {
    const inner = found[1] ?? '';
    const from = value.span.start + found.index + 3 + (inner.length - inner.trimStart().length);
    const text = inner.trim();
    return { text, start: from, end: from + text.length, isOpen: found[2] === '' };
  });
}

/** Expressions of a condition, which is one as a whole where it holds no `${{`. */
export function conditionsOf(condition: YamlValue): readonly Expression[] {
  const { text } = condition;
  if (text === undefined || text.includes('${{')) return expressionsOf(condition);
  // What is quoted or folded is not where it seems to be.
  if (condition.node !== condition.target || condition.tree.source(condition.target) !== text) return [];
  return [{ text, ...condition.span, isOpen: false }];
}

/** Expressions of every scalar in a value. What several aliases stand for is looked into once: it may hold itself. */
export function allExpressions(value: YamlValue): readonly Expression[] {
  if (!value.isMap && !value.isList) return expressionsOf(value);
  const found: Expression[] = [];
  addExpressions(value, found, new Set());
  return found;
}

function addExpressions(value: YamlValue, found: Expression[], seen: Set<number>): void {
  if (!value.isMap && !value.isList) {
    for (const expression of expressionsOf(value)) found.push(expression);
    return;
  }
  if (seen.has(value.target)) return;
  seen.add(value.target);
  for (const item of value.items()) addExpressions(item, found, seen);
}

/** An expression without what stands in quotes. */
export function withoutTexts(text: string): string {
  return text.replaceAll(/'[^']*'/g, (quoted) => ' '.repeat(quoted.length));
}

const BEHIND = {
  steps: /(?<![\w.-])steps\.([A-Za-z_][\w-]*)/g,
  needs: /(?<![\w.-])needs\.([A-Za-z_][\w-]*)/g,
  matrix: /(?<![\w.-])matrix\.([A-Za-z_][\w-]*)/g,
};

/** Names behind a context (`steps.build.outputs.x` → `build`), with their places. */
export function namesBehind(
  context: keyof typeof BEHIND,
  expression: Expression,
): readonly (Span & { readonly name: string })[] {
  return Array.from(withoutTexts(expression.text).matchAll(BEHIND[context]), (found) => {
    const name = found[1] ?? '';
    const end = expression.start + found.index + found[0].length;
    return { name, start: end - name.length, end };
  });
}
