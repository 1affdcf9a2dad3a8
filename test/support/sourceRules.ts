// What product code may not contain. test/sourceRules.test.ts applies these to src and tests each with a line that breaks it.
import { type AstNode, isNode, literalText, memberName, nodesOf, placeOf, type SourceFile } from './sourceTree.ts';

export interface SourceRule {
  readonly name: string;
  /** Places that break it. */
  readonly violations: (file: SourceFile) => AstNode[];
  /** Files that the rule is about; all when absent. */
  readonly applies?: (path: string) => boolean;
}

const only =
  (...allowed: readonly string[]) =>
  (path: string) =>
    !allowed.includes(path);

/** Its modes are those of entries inside an archive. */
const TAR_WRITER = 'adapters/docker/contextArchive.ts';

export const sourceRules: readonly SourceRule[] = [
  { name: 'S3: no program is started through a shell', violations: shellStarts },
  { name: 'S3: no text is typed into a terminal', violations: ({ program }) => calls(program, 'sendText') },
  {
    name: 'S4: Markdown from us is never trusted and holds no HTML',
    violations: ({ program }) => settings(program, ['isTrusted', 'supportHtml'], (value) => value?.['value'] !== false),
  },
  {
    name: 'S5: nothing becomes markup',
    violations: ({ program }) => [
      ...members(program, ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc']),
      ...members(program, ['write', 'writeln']).filter((node) => memberName(node['object']) === 'document'),
      ...identifiers(program, ['DOMParser']),
      ...calls(program, 'createContextualFragment'),
    ],
  },
  { name: 'S5: no text becomes code', violations: codeFromText },
  {
    name: 'S12: certificates are always checked',
    violations: ({ program }) => [
      ...settings(program, ['rejectUnauthorized'], (value) => value?.['value'] !== true),
      ...nodesOf(program, 'Literal').filter((node) => node['value'] === 'NODE_TLS_REJECT_UNAUTHORIZED'),
    ],
    // A docker context and a kubeconfig may ask for less, for their own server. test/security/s12Tls.test.ts holds these files to that.
    applies: only('adapters/docker/engineAgent.ts', 'adapters/http/serverAgent.ts'),
  },
  {
    name: 'S13: nothing listens',
    violations: ({ program }) => [...calls(program, 'createServer'), ...calls(program, 'listen').filter(takesPort)],
    // The first finds out whether a port is free, by binding it on loopback for a moment. The second is the port forward that a user asks for;
    // test/security/s13Listeners.test.ts holds it to the loopback address.
    applies: only(
      'adapters/machine/machineReader.ts',
      'adapters/kubernetes/portForward.ts',
      'adapters/docker/containerPorts.ts',
    ),
  },
  { name: 'S15: no file of ours may be written by others', violations: wideModes, applies: only(TAR_WRITER) },
  { name: 'S16: maps of outside names are Maps', violations: openRecords },
  { name: 'nothing is of type any', violations: ({ program }) => nodesOf(program, 'TSAnyKeyword') },
  { name: 'nothing is asserted to be there', violations: ({ program }) => nodesOf(program, 'TSNonNullExpression') },
  { name: 'no check of the compiler or the linter is switched off without a reason', violations: silencedChecks },
  { name: 'no error is swallowed', violations: swallowedErrors },
  {
    name: 'nothing is left for later',
    violations: ({ program, text }) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(text) ? [program] : []),
  },
  { name: 'nothing is written to the console', violations: ({ program }) => identifiers(program, ['console']) },
  {
    name: 'settings are read in one place',
    violations: ({ program }) => calls(program, 'getConfiguration'),
    applies: only('adapters/vscode/settings.ts'),
  },
  {
    name: 'commands are registered in one place',
    violations: ({ program }) => [...calls(program, 'registerCommand'), ...calls(program, 'registerTextEditorCommand')],
    applies: only('adapters/vscode/commands.ts'),
  },
  {
    name: 'trees are made in one place',
    violations: ({ program }) => [
      ...calls(program, 'registerTreeDataProvider'),
      ...calls(program, 'createTreeView').filter((call) => memberName(object(call['callee'])) === 'window'),
    ],
    applies: only('views/shared/treeView.ts'),
  },
  {
    name: 'failures are shown in one place',
    violations: ({ program }) => calls(program, 'showErrorMessage'),
    applies: only('adapters/vscode/notify.ts'),
  },
];

/** `path:line` of each violation of a rule. */
export function breachesOf(rule: SourceRule, files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => rule.applies?.(path) ?? true)
    .flatMap((file) => rule.violations(file).map((node) => placeOf(file, node)));
}

function matching(program: AstNode, type: string, isWanted: (node: AstNode) => boolean): AstNode[] {
  return nodesOf(program, type).filter(isWanted);
}

const object = (node: unknown) => (isNode(node) ? node['object'] : undefined);
const asNode = (value: unknown) => (isNode(value) ? value : undefined);
const argumentsOf = (call: AstNode): AstNode[] => {
  const given = call['arguments'];
  return Array.isArray(given) ? given.filter(isNode) : [];
};

function calls(program: AstNode, name: string): AstNode[] {
  return matching(program, 'CallExpression', ({ callee }) => memberName(callee) === name);
}

function members(program: AstNode, names: readonly string[]): AstNode[] {
  return matching(program, 'MemberExpression', (node) => names.includes(memberName(node) ?? ''));
}

/** Uses of a global or imported name; properties and keys of that name are others. */
function identifiers(program: AstNode, names: readonly string[]): AstNode[] {
  const found = matching(program, 'Identifier', ({ name }) => names.includes(String(name)));
  if (found.length === 0) return [];
  const others = new Set<unknown>([
    ...nodesOf(program, 'MemberExpression').flatMap(({ computed, property }) => (computed === true ? [] : [property])),
    ...nodesOf(program, 'Property').map(({ key }) => key),
  ]);
  return found.filter((node) => !others.has(node));
}

/** Where one of the names is given a value, as a property or by assignment. */
function settings(
  program: AstNode,
  names: readonly string[],
  isWrong: (value: AstNode | undefined) => boolean,
): AstNode[] {
  const properties = matching(
    program,
    'Property',
    ({ key, value }) => names.includes(keyName(key)) && isWrong(asNode(value)),
  );
  const assignments = matching(
    program,
    'AssignmentExpression',
    ({ left, right }) => names.includes(memberName(left) ?? '') && isWrong(asNode(right)),
  );
  return [...properties, ...assignments];
}

const keyName = (key: unknown) => memberName(key) ?? literalText(key) ?? '';

const SHELLS = new Set(['exec', 'execSync', 'execFileSync', 'spawnSync', 'fork']);

/** The functions that take a command line or block the process, and the option that makes a shell of the others. */
function shellStarts({ program }: SourceFile): AstNode[] {
  const imported = matching(program, 'ImportDeclaration', ({ source }) => literalText(source) === 'node:child_process');
  const named = imported.flatMap((node) =>
    nodesOf(node, 'ImportSpecifier').filter(({ imported: name }) => SHELLS.has(memberName(name) ?? '')),
  );
  const whole = imported.flatMap((node) => nodesOf(node, 'ImportNamespaceSpecifier', 'ImportDefaultSpecifier'));
  return [
    ...named,
    ...whole,
    ...settings(program, ['shell'], (value) => value?.type === 'Literal' && value['value'] !== false),
  ];
}

function codeFromText({ program, imports }: SourceFile): AstNode[] {
  const timers = ['setTimeout', 'setInterval'].flatMap((name) =>
    calls(program, name).filter((call) => literalText(argumentsOf(call)[0]) !== undefined),
  );
  return [
    ...identifiers(program, ['eval', 'Function']),
    ...timers,
    ...(imports.some(({ specifier }) => /^node:(vm|repl)$/.test(specifier)) ? [program] : []),
  ];
}

/** `listen(8080)` and `listen({port})`, not the `listen` of an event. */
const takesPort = (call: AstNode) => {
  const [first] = argumentsOf(call);
  return first !== undefined && (typeof first['value'] === 'number' || first.type === 'ObjectExpression');
};

const OTHERS_MAY_WRITE = 0o022;

function wideModes({ program }: SourceFile): AstNode[] {
  const isWide = (value: AstNode | undefined) =>
    typeof value?.['value'] === 'number' && (value['value'] & OTHERS_MAY_WRITE) !== 0;
  const changed = ['chmod', 'chmodSync', 'fchmod'].flatMap((name) =>
    calls(program, name).filter((call) => isWide(argumentsOf(call)[1])),
  );
  return [...settings(program, ['mode'], isWide), ...changed];
}

/** A variable that begins as `{}` and is typed as a record of names: its prototype would answer for names from outside. */
function openRecords({ program }: SourceFile): AstNode[] {
  return matching(program, 'VariableDeclarator', ({ id, init }) => {
    const value = asNode(init);
    const isEmpty =
      value?.type === 'ObjectExpression' && Array.isArray(value['properties']) && value['properties'].length === 0;
    return isEmpty && isNode(id) && nodesOf(id, 'TSTypeReference', 'TSIndexSignature').some(isRecord);
  });
}

const isRecord = (node: AstNode) => node.type === 'TSIndexSignature' || memberName(node['typeName']) === 'Record';

function silencedChecks({ program, text }: SourceFile): AstNode[] {
  const comments = [
    ...text.matchAll(/@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable[^\n]*|biome-ignore[^\n]*/g),
  ];
  return comments.some(([found]) => !/lint-disable.* -- \S/.test(found)) ? [program] : [];
}

/** A catch without a statement, and a rejection that is answered with nothing. A value that stands in for a missing one is an answer. */
function swallowedErrors({ program }: SourceFile): AstNode[] {
  const empty = matching(program, 'CatchClause', ({ body }) => isEmptyBlock(body));
  const answered = new Set(
    nodesOf(program, 'VariableDeclarator').flatMap(({ init }) =>
      isNode(init) && init.type === 'AwaitExpression' ? [init['argument']] : [],
    ),
  );
  const dropped = calls(program, 'catch').filter((call) => {
    const [handler] = argumentsOf(call);
    if (answered.has(call)) return false;
    return handler?.type === 'ArrowFunctionExpression' && (isEmptyBlock(handler['body']) || isNothing(handler['body']));
  });
  return [...empty, ...dropped];
}

const isEmptyBlock = (body: unknown) =>
  isNode(body) && body.type === 'BlockStatement' && Array.isArray(body['body']) && body['body'].length === 0;
const isNothing = (body: unknown) =>
  isNode(body) &&
  (memberName(body) === 'undefined' || (body.type === 'UnaryExpression' && body['operator'] === 'void'));
