import type { Span } from '../../domain/deploy/specNode.ts';
import { type Expression, withoutTexts } from './expressions.ts';

/** A name in an expression that stands behind no dot: a context or a function. */
export interface ExpressionWord extends Span {
  readonly name: string;
  readonly isCall: boolean;
  /** What is read of a context, where it is written with a dot. */
  readonly property: (Span & { readonly name: string }) | undefined;
}

const WORD = /(?<![\w-])(?<!\.\s*)([A-Za-z_][\w-]*)(?:(\s*\()|\s*\.\s*([A-Za-z_][\w-]*))?/g;
const VALUES = new Set(['true', 'false', 'null', 'nan', 'infinity']);

const KNOWN = new WeakMap<Expression, readonly ExpressionWord[]>();

/** Contexts and functions of an expression, in its order. Values such as `true` are none. */
export function expressionWords(expression: Expression): readonly ExpressionWord[] {
  let words = KNOWN.get(expression);
  if (!words) KNOWN.set(expression, (words = readWords(expression)));
  return words;
}

function readWords(expression: Expression): readonly ExpressionWord[] {
  return Array.from(withoutTexts(expression.text).matchAll(WORD)).flatMap((found) => {
    const name = found[1] ?? '';
    if (VALUES.has(name.toLowerCase())) return [];
    const start = expression.start + found.index;
    const property = found[3];
    const end = start + found[0].length;
    return [
      {
        name,
        start,
        end: start + name.length,
        isCall: found[2] !== undefined,
        property: property === undefined ? undefined : { name: property, start: end - property.length, end },
      },
    ];
  });
}
