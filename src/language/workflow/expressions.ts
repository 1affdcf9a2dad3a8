import type { Span } from '../../domain/deploy/specNode.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';

/** What stands between `${{` and `}}`, without blanks around it. */
export interface Expression extends Span {
  readonly text: string;
  /** No `}}` ends it. */
  readonly isOpen: boolean;
}

/** The end of an expression is the first `}}` outside of its quotes. */
const EXPRESSION = /\$\{\{((?:'[^']*'|[^'}]|\}(?!\}))*)(\}\}|$)/g;

/** Expressions in the source of a scalar, with offsets in the document. */
export function expressionsOf(value: YamlValue): readonly Expression[] {
  if (value.target < 0 || value.isMap || value.isList || value.node !== value.target) return [];
  const source = value.tree.source(value.target);
  if (!source.includes('${{')) return [];
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
export function allExpressions(value: YamlValue, seen = new Set<number>()): readonly Expression[] {
  if (!value.isMap && !value.isList) return expressionsOf(value);
  if (seen.has(value.target)) return [];
  seen.add(value.target);
  return Array.from(value.items()).flatMap((item) => allExpressions(item, seen));
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
