/** What a value of a YAML file means and may hold. The names are short because thousands are shipped; written by scripts/schemas/fieldTrees.mjs. */
export interface FieldNode {
  /** What it means. */
  readonly d?: string;
  /** Fields of a map. */
  readonly f?: Readonly<Record<string, FieldNode>>;
  /** The value of a key of any name. */
  readonly x?: FieldNode;
  /** An item of a list. */
  readonly i?: FieldNode;
  /** Words that it may be; there may be others. */
  readonly e?: readonly string[];
  /** It may be a text, a number or a boolean. */
  readonly s?: 1;
  /** Fields that must be there. */
  readonly r?: readonly string[];
}

/** What is known below a path: keys are texts, items numbers. Undefined where nothing is. */
export function fieldAt(root: FieldNode, path: readonly (string | number)[]): FieldNode | undefined {
  let node: FieldNode | undefined = root;
  for (const step of path) {
    if (!node) return undefined;
    node = typeof step === 'number' ? node.i : (ownField(node, step) ?? node.x);
  }
  return node;
}

function ownField({ f = {} }: FieldNode, name: string): FieldNode | undefined {
  return Object.hasOwn(f, name) ? f[name] : undefined;
}
