import { celFunctions } from './celFunctions.ts';
import type { CelNode } from './celParser.ts';
import { type CelValue, isList, isMap, listOf, UNKNOWN } from './celValue.ts';

type Loop = Extract<CelNode, { readonly op: 'loop' }>;

/** What an expression may look at, and how much of it. */
export interface CelScope {
  readonly names: ReadonlyMap<string, CelValue>;
  /** Matches a text in time that grows with its length alone; undefined for a pattern that cannot be read. */
  readonly matches: (text: string, pattern: string) => boolean | undefined;
  /** Steps that are left; rules of a file made to hurt end as UNKNOWN. */
  readonly budget: { left: number };
}

/** The value of an expression. What is an error in CEL is UNKNOWN here, and `&&` and `||` get along without it as CEL's do. */
export function evaluateCel(node: CelNode, scope: CelScope): CelValue {
  if (scope.budget.left-- <= 0) return UNKNOWN;
  switch (node.op) {
    case 'constant':
      return node.value;
    case 'name':
      return scope.names.get(node.name) ?? UNKNOWN;
    case 'field':
      return fieldOf(evaluateCel(node.of, scope), node.name) ?? UNKNOWN;
    case 'has':
      return isThere(fieldOf(evaluateCel(node.of, scope), node.name));
    case 'index':
      return indexed(evaluateCel(node.of, scope), evaluateCel(node.index, scope));
    case 'list':
      return listOf(node.items.map((item) => evaluateCel(item, scope)));
    case 'choice': {
      const test = evaluateCel(node.test, scope);
      return typeof test === 'boolean' ? evaluateCel(test ? node.yes : node.no, scope) : UNKNOWN;
    }
    case 'loop':
      return looped(node, scope);
    case 'call':
      return called(node.name, node.args, scope);
    default:
      return UNKNOWN;
  }
}

function isThere(value: CelValue | undefined): CelValue {
  return value === UNKNOWN ? UNKNOWN : value !== undefined;
}

function fieldOf(of: CelValue, name: string): CelValue | undefined {
  return isMap(of) ? of.get(name) : UNKNOWN;
}

function indexed(of: CelValue, index: CelValue): CelValue {
  if (isList(of)) return typeof index === 'number' ? (of.items()[index] ?? UNKNOWN) : UNKNOWN;
  return isMap(of) && typeof index === 'string' ? (of.get(index) ?? UNKNOWN) : UNKNOWN;
}

function called(name: string, args: readonly CelNode[], scope: CelScope): CelValue {
  if (name === '||' || name === '&&') return logic(name, args, scope);
  const values = args.map((arg) => evaluateCel(arg, scope));
  if (name === 'matches') {
    const [text, pattern] = values;
    return typeof text === 'string' && typeof pattern === 'string'
      ? (scope.matches(text, pattern) ?? UNKNOWN)
      : UNKNOWN;
  }
  if (values.includes(UNKNOWN)) return UNKNOWN;
  return celFunctions.get(name)?.(values) ?? UNKNOWN;
}

function logic(name: '||' | '&&', args: readonly CelNode[], scope: CelScope): CelValue {
  const decides = name === '||';
  const values: CelValue[] = [];
  for (const arg of args) {
    const value = evaluateCel(arg, scope);
    if (value === decides) return decides;
    values.push(value);
  }
  return values.every((value) => value === !decides) ? !decides : UNKNOWN;
}

function looped({ name, over, variable, body }: Loop, scope: CelScope): CelValue {
  const of = evaluateCel(over, scope);
  const items = isList(of) ? of.items() : isMap(of) ? of.keys() : undefined;
  if (!items) return UNKNOWN;
  const results = items.map((item) => {
    const names = new Map(scope.names).set(variable, item);
    return evaluateCel(body, { ...scope, names });
  });
  switch (name) {
    case 'all':
      return results.includes(false) ? false : results.every((one) => one === true) ? true : UNKNOWN;
    case 'exists':
      return results.includes(true) ? true : results.every((one) => one === false) ? false : UNKNOWN;
    case 'map':
      return listOf(results);
    default:
      break;
  }
  if (!results.every((one) => typeof one === 'boolean')) return UNKNOWN;
  const kept = items.filter((_item, index) => results[index] === true);
  return name === 'filter' ? listOf(kept) : kept.length === 1;
}
