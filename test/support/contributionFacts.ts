// Everything the rules for contributions compare: package.json, its texts, the typed tables and what the source does with them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/contributes/commands.ts';
import { CONTEXT_KEYS } from '../../src/contributes/contextKeys.ts';
import { SETTINGS } from '../../src/contributes/settings.ts';
import { TOOLS } from '../../src/contributes/tools.ts';
import { VIEWS } from '../../src/contributes/views.ts';
import { listedCommands } from './listedCommands.ts';
import { type Manifest, readManifest, readManifestTexts } from './manifest.ts';
import { type AstNode, isNode, literalText, memberName, nodesOf, parseSources, readSources } from './sourceTree.ts';

export interface ContributionFacts {
  readonly manifest: Manifest;
  /** Of package.nls.json. */
  readonly texts: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly contextKeys: readonly string[];
  readonly views: readonly string[];
  readonly tools: readonly string[];
  readonly source: SourceFacts;
  readonly icons: ReadonlySet<string>;
  readonly hasFile: (path: string) => boolean;
}

/** What the source does with the names, read from its syntax trees. */
interface SourceFacts {
  /** Registered commands in the order found, each with whether it works without trust. */
  readonly registered: readonly { readonly id: string; readonly needsTrust: boolean }[];
  /** String literals outside src/contributes. */
  readonly literals: ReadonlySet<string>;
  /** String literals of the domain: rows say there what may be done with them. */
  readonly domainLiterals: ReadonlySet<string>;
  readonly contextKeysSet: ReadonlySet<string>;
  readonly settingsRead: ReadonlySet<string>;
  readonly panelSerializers: ReadonlySet<string>;
}

export function readContributionFacts(root: string): ContributionFacts {
  return {
    manifest: readManifest(root),
    texts: readManifestTexts(root),
    commands: Object.keys(COMMANDS),
    settings: SETTINGS,
    contextKeys: Object.keys(CONTEXT_KEYS),
    views: Object.values(VIEWS),
    tools: Object.keys(TOOLS),
    source: sourceFacts(join(root, 'src')),
    icons: codicons(root),
    hasFile: (path) => existsSync(join(root, path)),
  };
}

function sourceFacts(folder: string): SourceFacts {
  const files = parseSources(readSources(folder)).filter(({ path }) => !path.startsWith('contributes/'));
  const calls = files.flatMap(({ program }) => nodesOf(program, 'CallExpression')).map(callOf);
  const named = (...names: readonly string[]) =>
    calls.filter(({ name, text }) => names.includes(name) && text !== undefined && text.startsWith('trainyard.'));
  const textsOf = (...names: readonly string[]) => new Set(named(...names).map(({ text = '' }) => text));
  const literalsOf = (chosen: typeof files) =>
    new Set(chosen.flatMap(({ program }) => nodesOf(program, 'Literal').flatMap((node) => literalText(node) ?? [])));
  return {
    registered: [
      ...named('register', 'registerCommand').map(({ text = '', call }) => ({ id: text, call })),
      ...files.flatMap(({ program }) => listedCommands(program)),
    ].map(({ id, call }) => ({ id, needsTrust: !optsOutOfTrust(call) })),
    literals: literalsOf(files),
    domainLiterals: literalsOf(files.filter(({ path }) => path.startsWith('domain/'))),
    contextKeysSet: textsOf('setContextKey'),
    settingsRead: textsOf('setting'),
    panelSerializers: textsOf('registerWebviewPanelSerializer'),
  };
}

function callOf(call: AstNode): { readonly name: string; readonly text: string | undefined; readonly call: AstNode } {
  const [first] = argumentsOf(call);
  return { name: memberName(call['callee']) ?? '', text: literalText(first), call };
}

const argumentsOf = (call: AstNode): readonly AstNode[] => {
  const given = call['arguments'];
  return Array.isArray(given) ? given.filter(isNode) : [];
};

/** `{ needsTrust: false }` among the arguments. */
function optsOutOfTrust(call: AstNode): boolean {
  return argumentsOf(call)
    .flatMap((argument) => (argument.type === 'ObjectExpression' ? nodesOf(argument, 'Property') : []))
    .some(({ key, value }) => memberName(key) === 'needsTrust' && isNode(value) && value['value'] === false);
}

function codicons(root: string): Set<string> {
  const file = join(root, 'node_modules/@vscode/codicons/src/template/mapping.json');
  const names: Record<string, string[]> = JSON.parse(readFileSync(file, 'utf8'));
  return new Set(Object.values(names).flat());
}
