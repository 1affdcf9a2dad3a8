import { type AstNode, isNode, literalText, memberName, nodesOf } from './sourceTree.ts';

export interface ListedCall {
  readonly id: string;
  readonly call: AstNode;
}

/** Commands that a file registers from a list of short names: `for (const name of LIST) register(name, …)`, behind the file's `PREFIX`. */
export function listedCommands(program: AstNode): readonly ListedCall[] {
  const values = new Map(
    nodesOf(program, 'VariableDeclarator').map((node) => [memberName(node['id']) ?? '', bare(node['init'])] as const),
  );
  const prefix = literalText(values.get('PREFIX'));
  if (prefix === undefined) return [];
  return nodesOf(program, 'ForOfStatement').flatMap((loop) => {
    const call = isNode(loop['body']) ? bodyOf(loop['body']) : undefined;
    if (call?.type !== 'CallExpression' || memberName(call['callee']) !== 'register') return [];
    const elements = values.get(memberName(loop['right']) ?? '')?.['elements'];
    return (Array.isArray(elements) ? elements : []).flatMap((element: unknown) => {
      const name = literalText(element);
      return name === undefined ? [] : [{ id: `${prefix}${name}`, call }];
    });
  });
}

/** Without what is said of its type. */
function bare(node: unknown): AstNode | undefined {
  if (!isNode(node)) return undefined;
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? bare(node['expression']) : node;
}

const bodyOf = (body: AstNode): AstNode | undefined =>
  body.type === 'ExpressionStatement' && isNode(body['expression']) ? body['expression'] : undefined;
