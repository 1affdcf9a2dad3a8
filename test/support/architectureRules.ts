// Who may import what, and what a file may look like. test/architecture.test.ts applies these to src and tests them.
import type { SourceFile, SourceImport } from './sourceTree.ts';

export interface ArchitectureRule {
  readonly name: string;
  /** One line for each violation. */
  readonly violations: (files: readonly SourceFile[]) => string[];
}

interface Layer {
  /** Layers it may import besides itself; `types` adds that only types may come from them. */
  readonly layers: readonly string[];
  readonly typesOnly?: boolean;
  /** Each folder is an island: it imports itself and these folders of its own layer. */
  readonly islands?: readonly string[];
  readonly packages: readonly string[];
  /** Node's modules: all, none, or `path`, which only cuts and joins strings. */
  readonly node: boolean | 'path';
  readonly vscode: boolean;
}

const service = {
  layers: ['domain'],
  islands: ['process', 'http', 'archive', 'yaml', 'folders'],
  packages: [],
  node: true,
  vscode: false,
};

/** The longest matching path wins. */
const LAYERS: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ['domain', { layers: [], packages: [], node: false, vscode: false }],
  ['contributes', { layers: ['domain'], typesOnly: true, packages: [], node: false, vscode: false }],
  ['protocol', { layers: ['domain'], typesOnly: true, packages: [], node: false, vscode: false }],
  [
    'language',
    {
      layers: ['domain'],
      packages: ['yaml', 'vscode-languageserver-types', 'vscode-languageserver-textdocument'],
      node: false,
      vscode: false,
    },
  ],
  [
    'server',
    {
      layers: ['domain', 'language', 'protocol'],
      packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
      // It runs in a worker of a browser too.
      node: false,
      vscode: false,
    },
  ],
  [
    'server/node',
    {
      layers: ['domain', 'language', 'protocol', 'adapters/schemas', 'adapters/files'],
      packages: ['vscode-languageserver'],
      node: true,
      vscode: false,
    },
  ],
  [
    'cli',
    {
      layers: ['domain', 'language', 'adapters/schemas', 'adapters/files'],
      packages: [],
      node: true,
      vscode: false,
    },
  ],
  ['adapters', service],
  ['adapters/files', service],
  ['adapters/archive', { ...service, packages: ['tar-stream'] }],
  ['adapters/docker', { ...service, packages: ['dockerode', 'tar-stream'] }],
  ['adapters/kubernetes', { ...service, packages: ['@kubernetes/client-node', 'ws', 'yaml'] }],
  ['adapters/metricFiles', { ...service, packages: ['yaml'] }],
  ['adapters/neptune', { ...service, packages: ['hyparquet'] }],
  ['adapters/parquet', { ...service, packages: ['hyparquet-writer'] }],
  ['adapters/project', { ...service, packages: ['smol-toml', 'yaml'] }],
  ['adapters/yaml', { ...service, packages: ['yaml'] }],
  ['adapters/vscode', { layers: ['domain', 'contributes'], islands: [], packages: [], node: 'path', vscode: true }],
  [
    'views',
    {
      layers: ['domain', 'contributes', 'protocol', 'adapters/vscode'],
      islands: ['shared'],
      packages: [],
      node: 'path',
      vscode: true,
    },
  ],
  [
    'views/language',
    {
      layers: ['domain', 'contributes', 'protocol', 'adapters/vscode'],
      islands: ['shared'],
      packages: ['vscode-languageclient'],
      node: 'path',
      vscode: true,
    },
  ],
  [
    'webview',
    { layers: ['domain', 'protocol'], islands: ['shared', 'charts'], packages: [], node: false, vscode: false },
  ],
]);
/** These wire all, so they may import all. The second is loaded when trackers are first looked at. */
const ENTRIES: ReadonlySet<string> = new Set(['extension.ts', 'openTrackers.ts']);
const WIRING: Layer = { layers: [], packages: [], node: true, vscode: true };
const MOST_LINES = 400;
/** Files that are called for what they are and not for an export. */
const ENTRY_NAMES = /^(main|guard|.*Worker)$/;
/** Interfaces of a feature to the outside, however many. */
const PORTS = 'ports';
const JUNK = /^(utils?|helpers?|common|misc|lib|stuff)$/i;

export const architectureRules: readonly ArchitectureRule[] = [
  {
    name: 'every file can be read',
    violations: (files) => files.flatMap(({ path, error }) => (error === undefined ? [] : [`${path}: ${error}`])),
  },
  {
    name: 'every file lives in a layer',
    violations: (files) => files.filter((file) => !layerOf(file.path)).map(pathOf),
  },
  { name: 'layers import only what they may', violations: eachImport(wrongLayer) },
  { name: 'feature folders and adapters are islands', violations: eachImport(wrongIsland) },
  { name: 'contributes and protocol see the domain as types alone', violations: eachImport(valueOfTypesOnly) },
  { name: 'packages stay in their layers', violations: eachImport(wrongPackage) },
  { name: 'only processes with Node use Node', violations: eachImport(wrongNode) },
  { name: 'vscode is used where VS Code is', violations: eachImport(wrongVscode) },
  { name: 'relative imports name an existing file with its ending', violations: eachImport(wrongPath) },
  { name: 'there is no import cycle', violations: cycles },
  { name: `files have at most ${MOST_LINES} lines`, violations: (files) => files.filter(isLong).map(pathOf) },
  { name: 'there is no barrel', violations: (files) => files.filter(isBarrel).map(pathOf) },
  { name: 'there is no default export', violations: (files) => files.filter(hasDefault).map(pathOf) },
  { name: 'there is no junk drawer', violations: (files) => files.filter(isJunk).map(pathOf) },
  { name: 'a file is named for what it exports', violations: (files) => files.filter(isMisnamed).map(named) },
];

const pathOf = ({ path }: SourceFile) => path;
const named = ({ path, exports }: SourceFile) => `${path} exports ${exports.join(', ')}`;
const topOf = (path: string) => path.split('/', 1)[0] ?? path;
const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
const stem = (path: string) => (path.split('/').at(-1) ?? path).replace(/\.ts$/, '');

function layerOf(path: string): Layer | undefined {
  if (ENTRIES.has(path)) return WIRING;
  return path.includes('/') ? (LAYERS.get(folderOf(path)) ?? LAYERS.get(topOf(path))) : undefined;
}

/** Adapters that are layers of their own: VS Code's services, and schemas and files that the processes without VS Code read too. The others are one layer. */
const OWN_LAYERS = new Set(['adapters/vscode', 'adapters/schemas', 'adapters/files']);
const nameOf = (path: string) => (OWN_LAYERS.has(folderOf(path)) ? folderOf(path) : topOf(path));

type ImportRule = (file: SourceFile, one: SourceImport, layer: Layer) => boolean;

function eachImport(isWrong: ImportRule): ArchitectureRule['violations'] {
  return (files) =>
    files.flatMap((file) => {
      const layer = layerOf(file.path);
      if (!layer) return [];
      return file.imports.filter((one) => isWrong(file, one, layer)).map((one) => `${file.path} -> ${one.specifier}`);
    });
}

function wrongLayer(file: SourceFile, { target }: SourceImport, { layers }: Layer): boolean {
  if (target === undefined || nameOf(target) === nameOf(file.path) || ENTRIES.has(file.path)) return false;
  return !layers.includes(nameOf(target));
}

function wrongIsland(file: SourceFile, { target }: SourceImport, { islands }: Layer): boolean {
  if (target === undefined || !islands || nameOf(target) !== nameOf(file.path)) return false;
  if (nameOf(file.path) === 'adapters/vscode') return false;
  return folderOf(target) !== folderOf(file.path) && !islands.includes(folderOf(target).split('/')[1] ?? '');
}

function valueOfTypesOnly(file: SourceFile, { target, kind }: SourceImport, { typesOnly }: Layer): boolean {
  return typesOnly === true && target !== undefined && nameOf(target) !== nameOf(file.path) && kind !== 'type';
}

const isPackage = (specifier: string) => !/^(\.|node:|vscode$|\*$)/.test(specifier);
const packageName = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function wrongPackage(_file: SourceFile, { specifier }: SourceImport, { packages }: Layer): boolean {
  return isPackage(specifier) && !packages.includes(packageName(specifier));
}

function wrongNode(_file: SourceFile, { specifier }: SourceImport, { node }: Layer): boolean {
  return specifier.startsWith('node:') && node !== true && !(node === 'path' && specifier === 'node:path');
}

function wrongVscode(_file: SourceFile, { specifier }: SourceImport, { vscode }: Layer): boolean {
  return specifier === 'vscode' && !vscode;
}

function wrongPath(_file: SourceFile, { specifier, target }: SourceImport): boolean {
  return specifier === '*' || (specifier.startsWith('.') && (!specifier.endsWith('.ts') || target === undefined));
}

/** Each cycle of imports that are loaded together, once, beginning with its first file by name. */
function cycles(files: readonly SourceFile[]): string[] {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ kind, target }) => (kind === 'static' && target !== undefined ? [target] : [])),
    ]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.add(turned(trail.slice(at)).join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return [...found];
}

function turned(cycle: readonly string[]): string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

const linesOf = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const isLong = ({ text }: SourceFile) => linesOf(text) > MOST_LINES;
const isBarrel = ({ path, exports }: SourceFile) => stem(path) === 'index' || exports.includes('*');
const hasDefault = ({ exports }: SourceFile) => exports.includes('default');
const isJunk = ({ path }: SourceFile) =>
  path
    .replace(/\.ts$/, '')
    .split('/')
    .some((part) => JUNK.test(part));

/** camelCase, and a single export shares a word with it: a reader who knows the export finds the file. */
function isMisnamed({ path, exports, error }: SourceFile): boolean {
  if (error !== undefined) return false;
  const name = stem(path);
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return true;
  if (ENTRIES.has(path)) return false;
  if (exports.length === 0) return !ENTRY_NAMES.test(name);
  // A file of several exports may be called for their subject.
  if (exports.length > 1 || name === PORTS) return false;
  const known = new Set(exports.flatMap(wordsOf));
  return !wordsOf(name).some((word) => known.has(word));
}

/** Words in lower case without a plural s. */
const wordsOf = (name: string) =>
  name
    .split(/(?<=[a-z0-9])(?=[A-Z])|_/)
    .map((word) => word.toLowerCase().replace(/s$/, ''))
    .filter((word) => word.length > 2);
