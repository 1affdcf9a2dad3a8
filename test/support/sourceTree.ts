// Reads source files the way a compiler sees them: with type imports, dynamic imports and a syntax tree.
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';

/** Any node of a syntax tree. Fields are read with the guards below. */
export interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface SourceImport {
  readonly specifier: string;
  /** type: erased by the compiler · static: loaded with the file · dynamic: loaded on first use */
  readonly kind: 'type' | 'static' | 'dynamic';
  /** Path of the file below the tree's root; undefined for packages and missing files. */
  readonly target: string | undefined;
}

export interface SourceFile {
  /** Below the tree's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
  /** Names; `default` for a default export, `*` for `export … from`. */
  readonly exports: readonly string[];
  readonly program: AstNode;
  /** Why it could not be read; its tree is then empty. */
  readonly error: string | undefined;
}

/** Texts by path: a tree that tests can change without touching the disk. */
export type SourceTexts = ReadonlyMap<string, string>;

export function readSources(root: string, pattern = '**/*.ts'): SourceTexts {
  const files = globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts'));
  return new Map(files.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

export function parseSources(texts: SourceTexts): SourceFile[] {
  return [...texts].map(([path, text]) => {
    const parsed = parsedFile(path, text);
    const imports = parsed.imports.map((one) => ({ ...one, target: targetOf(texts, path, one.specifier) }));
    return { path, text, ...parsed, imports };
  });
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Visits every node with its ancestors, nearest last. */
export function walkTree(
  node: AstNode,
  visit: (node: AstNode, ancestors: readonly AstNode[]) => void,
  ancestors: readonly AstNode[] = [],
): void {
  visit(node, ancestors);
  const inner = [...ancestors, node];
  for (const key of visitorKeys[node.type] ?? [])
    for (const child of [node[key]].flat()) if (isNode(child)) walkTree(child, visit, inner);
}

/** Nodes of each type in each tree: rules ask for the same ones over and over. */
const nodesByType = new WeakMap<AstNode, Map<string, AstNode[]>>();

/** All nodes of some types. */
export function nodesOf(program: AstNode, ...types: readonly string[]): AstNode[] {
  const known = nodesByType.get(program) ?? new Map<string, AstNode[]>();
  if (known.size === 0) {
    nodesByType.set(program, known);
    walkTree(program, (node) => {
      const same = known.get(node.type);
      if (same) same.push(node);
      else known.set(node.type, [node]);
    });
  }
  return types.flatMap((type) => known.get(type) ?? []);
}

/** `path:line` of a place in a file, for messages. */
export function placeOf(file: SourceFile, node: AstNode): string {
  return `${file.path}:${file.text.slice(0, node.start).split('\n').length}`;
}

/** The value of a string literal or of a template without holes. */
export function literalText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node['quasis']) || node['quasis'].length !== 1)
    return undefined;
  const [quasi]: unknown[] = node['quasis'];
  const value = isNode(quasi) ? quasi['value'] : undefined;
  return typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string'
    ? value.cooked
    : undefined;
}

/** The name a call or access ends with: `b` of `a.b(…)`, `b(…)` and `a['b']`. */
export function memberName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression') return undefined;
  return node['computed'] === true ? literalText(node['property']) : memberName(node['property']);
}

type ParsedFile = Omit<SourceFile, 'path' | 'text' | 'imports'> & {
  readonly imports: readonly Omit<SourceImport, 'target'>[];
};
/** Trees differ in few files, so each text is parsed once. */
const parsedBefore = new Map<string, ParsedFile>();

function parsedFile(path: string, text: string): ParsedFile {
  const key = `${path}\0${text}`;
  const before = parsedBefore.get(key);
  if (before) return before;
  const result = parseSync(path, text);
  const program: unknown = result.program;
  if (!isNode(program)) throw new Error(`${path}: no syntax tree`);
  const { staticImports, staticExports } = result.module;
  const parsed = {
    program,
    error: result.errors[0]?.message,
    imports: [
      ...staticImports.map(({ moduleRequest, entries }) => ({
        specifier: moduleRequest.value,
        kind: entries.length > 0 && entries.every((entry) => entry.isType) ? ('type' as const) : ('static' as const),
      })),
      ...reexports(staticExports.flatMap(({ entries }) => entries)),
      ...laterImports(program),
    ],
    exports: staticExports.flatMap(({ entries }) =>
      entries.map(({ moduleRequest, exportName }) => (moduleRequest ? '*' : (exportName.name ?? 'default'))),
    ),
  };
  parsedBefore.set(key, parsed);
  return parsed;
}

interface ExportEntry {
  readonly moduleRequest: { readonly value: string } | null;
  readonly isType: boolean;
}

const reexports = (entries: readonly ExportEntry[]) =>
  entries.flatMap(({ moduleRequest, isType }) =>
    moduleRequest ? [{ specifier: moduleRequest.value, kind: isType ? ('type' as const) : ('static' as const) }] : [],
  );

/** `import('x')` as an expression and as a type. A computed one counts as `*`. */
function laterImports(program: AstNode): Omit<SourceImport, 'target'>[] {
  return nodesOf(program, 'ImportExpression', 'TSImportType').map((node) => ({
    specifier: literalText(node['source']) ?? '*',
    kind: node.type === 'ImportExpression' ? 'dynamic' : 'type',
  }));
}

function targetOf(texts: SourceTexts, from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  return [path, `${path}.ts`, `${path}/index.ts`].find((one) => texts.has(one));
}
