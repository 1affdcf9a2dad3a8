import { ALIAS, EMPTY, LIST, MAP } from '../yaml/nodeTable.ts';
import { NULL } from '../yaml/plainScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { isPlaceholder } from './isPlaceholder.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';
import type { SchemaPool } from './schemaPool.ts';
import { scalarFinding, sizeFinding } from './valueFindings.ts';

/** `undefined`: nobody can tell. */
type Fit = boolean | undefined;

/** Whether values fit schemas, without saying why: for `anyOf`, `oneOf`, `allOf` and `not`. */
export class SchemaMatch {
  readonly #tree: YamlTree;
  readonly #pool: SchemaPool;
  readonly #budget: { left: number };

  /** @param budget Values that may still be looked at; without any left, nobody can tell. */
  constructor(tree: YamlTree, pool: SchemaPool, budget: { left: number }) {
    this.#budget = budget;
    this.#tree = tree;
    this.#pool = pool;
  }

  /** Whether what several schemas say together holds: one of each group, and nothing of `not`. */
  junctors(node: number, { source }: SchemaNode): Fit {
    const answers: Fit[] = [];
    if (source.any) answers.push(anyOf(source.any.map((id) => this.fits(node, id))));
    if (source.one) answers.push(oneOf(source.one.map((id) => this.fits(node, id))));
    if (source.all) answers.push(allOf(source.all.map((id) => this.fits(node, id))));
    if (source.not !== undefined) answers.push(negated(this.fits(node, source.not)));
    return allOf(answers);
  }

  fits(node: number, id: number): Fit {
    const tree = this.#tree;
    const schema = this.#pool.node(id);
    const kind = tree.kind(node);
    if (kind === ALIAS || this.#budget.left-- <= 0) return undefined;
    if (kind === MAP) return (schema.types & MAP_TYPE) === 0 ? false : this.#map(node, schema);
    if (kind === LIST) return (schema.types & LIST_TYPE) === 0 ? false : this.#list(node, schema);
    if (kind === EMPTY || tree.isMasked(node) || isPlaceholder(tree.source(node))) return undefined;
    const type = tree.scalarType(node);
    if (type === NULL) return undefined;
    if ((schema.types & type) === 0) return false;
    return allOf([
      scalarFinding(tree, node, { schema, pool: this.#pool, isBuiltIn: false }) === undefined,
      this.junctors(node, schema),
    ]);
  }

  #map(node: number, schema: SchemaNode): Fit {
    const tree = this.#tree;
    const answers: Fit[] = [sizeFinding(tree, node, schema) === undefined, this.junctors(node, schema)];
    for (const name of schema.required) answers.push(tree.get(node, name) >= 0);
    for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) {
      const key = tree.key(child);
      if (key === '<<') return undefined;
      const property = schema.property(key);
      const id = property >= 0 ? property : schema.extra;
      if (id >= 0) answers.push(this.fits(child, id));
    }
    return allOf(answers);
  }

  #list(node: number, schema: SchemaNode): Fit {
    const tree = this.#tree;
    const answers: Fit[] = [sizeFinding(tree, node, schema) === undefined, this.junctors(node, schema)];
    if (schema.items >= 0)
      for (let child = tree.firstChild(node); child >= 0; child = tree.next(child))
        answers.push(this.fits(child, schema.items));
    return allOf(answers);
  }
}

function allOf(answers: readonly Fit[]): Fit {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function anyOf(answers: readonly Fit[]): Fit {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function oneOf(answers: readonly Fit[]): Fit {
  const yes = answers.filter((answer) => answer === true).length;
  if (yes > 1) return false;
  if (answers.includes(undefined)) return undefined;
  return yes === 1;
}

function negated(answer: Fit): Fit {
  return answer === undefined ? undefined : !answer;
}
