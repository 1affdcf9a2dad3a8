import { type CelToken, celTokens } from './celTokens.ts';

/** A CEL expression as a tree. */
export type CelNode =
  | { readonly op: 'constant'; readonly value: string | number | boolean | null }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'field'; readonly of: CelNode; readonly name: string }
  | { readonly op: 'index'; readonly of: CelNode; readonly index: CelNode }
  | { readonly op: 'list'; readonly items: readonly CelNode[] }
  /** A function, or a method with what it is called on as its first argument. */
  | { readonly op: 'call'; readonly name: string; readonly args: readonly CelNode[] }
  /** `has(a.b)`. */
  | { readonly op: 'has'; readonly of: CelNode; readonly name: string }
  /** `all`, `exists`, `exists_one`, `filter`, `map` over a list or the keys of a map. */
  | {
      readonly op: 'loop';
      readonly name: string;
      readonly over: CelNode;
      readonly variable: string;
      readonly body: CelNode;
    }
  | { readonly op: 'choice'; readonly test: CelNode; readonly yes: CelNode; readonly no: CelNode };

/** Binary operators, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];
const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Levels of one expression; a bound for files made to hurt. */
const MOST_LEVELS = 200;

/** The tree of an expression; undefined for what is none, and for what is not known here. */
export function parseCel(source: string): CelNode | undefined {
  const tokens = celTokens(source);
  if (!tokens) return undefined;
  const parser = new CelParser(tokens);
  return parser.whole();
}

/** Every method gives undefined where it cannot go on; the whole is undefined then. */
class CelParser {
  readonly #tokens: readonly CelToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly CelToken[]) {
    this.#tokens = tokens;
  }

  whole(): CelNode | undefined {
    const node = this.#expression();
    return this.#at === this.#tokens.length ? node : undefined;
  }

  #expression(): CelNode | undefined {
    if (this.#depth++ > MOST_LEVELS) return undefined;
    const test = this.#binary(0);
    const node = test && this.#take('?') ? this.#choice(test) : test;
    this.#depth--;
    return node;
  }

  #choice(test: CelNode): CelNode | undefined {
    const yes = this.#expression();
    const no = yes && this.#take(':') ? this.#expression() : undefined;
    return yes && no && { op: 'choice', test, yes, no };
  }

  #binary(level: number): CelNode | undefined {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const name = operators.find((operator) => this.#take(operator));
      if (name === undefined || !left) return left;
      const right = this.#binary(level + 1);
      left = right && { op: 'call', name, args: [left, right] };
    }
  }

  #unary(): CelNode | undefined {
    for (const name of ['!', '-']) {
      if (!this.#take(name)) continue;
      const operand = this.#unary();
      return operand && { op: 'call', name: name === '!' ? 'not' : 'negative', args: [operand] };
    }
    return this.#postfix();
  }

  #postfix(): CelNode | undefined {
    let node = this.#primary();
    while (node) {
      if (this.#take('.')) node = this.#member(node);
      else if (this.#take('[')) {
        const index = this.#expression();
        node = index && this.#take(']') ? { op: 'index', of: node, index } : undefined;
      } else return node;
    }
    return undefined;
  }

  #member(of: CelNode): CelNode | undefined {
    const name = this.#name();
    if (name === undefined) return undefined;
    if (!this.#take('(')) return { op: 'field', of, name };
    if (LOOPS.has(name)) return this.#loop(of, name);
    const args = this.#list(')');
    return args && { op: 'call', name, args: [of, ...args] };
  }

  #loop(over: CelNode, name: string): CelNode | undefined {
    const variable = this.#name();
    if (variable === undefined || !this.#take(',')) return undefined;
    const body = this.#expression();
    return body && this.#take(')') ? { op: 'loop', name, over, variable, body } : undefined;
  }

  #primary(): CelNode | undefined {
    const token = this.#tokens[this.#at];
    if (!token) return undefined;
    this.#at++;
    if (token.kind === 'number' || token.kind === 'text') return { op: 'constant', value: token.value };
    if (token.kind === 'name') return this.#named(token.value);
    if (token.value === '(') {
      const inner = this.#expression();
      return inner && this.#take(')') ? inner : undefined;
    }
    const items = token.value === '[' ? this.#list(']') : undefined;
    return items && { op: 'list', items };
  }

  #named(name: string): CelNode | undefined {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { op: 'constant', value: constant };
    if (!this.#take('(')) return { op: 'name', name };
    const args = this.#list(')');
    const [first] = args ?? [];
    if (name !== 'has') return args && { op: 'call', name, args };
    return first?.op === 'field' ? { op: 'has', of: first.of, name: first.name } : undefined;
  }

  #list(end: string): readonly CelNode[] | undefined {
    const items: CelNode[] = [];
    while (!this.#take(end)) {
      const item = this.#expression();
      if (!item) return undefined;
      items.push(item);
      const isLast = !this.#take(',');
      if (isLast) return this.#take(end) ? items : undefined;
    }
    return items;
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') return undefined;
    this.#at++;
    return token.value;
  }

  #take(value: string): boolean {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === 'text' || token.kind === 'number' || token.value !== value) return false;
    this.#at++;
    return true;
  }
}
