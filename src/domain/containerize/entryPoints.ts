import { argparseParameters } from './argparseParameters.ts';
import { clickParameters } from './clickParameters.ts';
import type { DataValue } from './dataValue.ts';
import { tableAt } from './dataValue.ts';
import { hydraParameters } from './hydraParameters.ts';
import { firstFolder, foldersNamed, isDataFolder, isOutputFolder } from './moduleFacts.ts';
import { readNotebook } from './notebook.ts';
import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import { mergeCommandLines } from './parameter.ts';
import { folderOf, stemOf } from './projectPath.ts';
import type { PythonSource } from './pythonSource.ts';
import type { ServerFacts } from './servers.ts';
import { serverOf } from './servers.ts';
import type { ProjectSnapshot } from './snapshot.ts';
import { typerParameters } from './typerParameters.ts';

/** A program of the project that can be run in a container. */
export interface EntryPoint {
  readonly path: string;
  readonly kind: 'run' | 'serve';
  /** Words of the command; a text for a notebook, whose parameters the shell fills in. */
  readonly command: readonly string[] | string;
  readonly commandLine: CommandLineFacts;
  readonly server?: ServerFacts;
  /** Folders of results, relative to the project. */
  readonly outputs: readonly string[];
  /** Folders it reads, relative to the project. */
  readonly inputs: readonly string[];
  /** Folders for data that are not in the project: it may fetch the data itself. */
  readonly downloads: readonly string[];
  /** Relative paths of files that the source names. */
  readonly filesNamed: readonly string[];
  /** What the image runs when nothing else is said. */
  readonly imageCommand: readonly string[];
  readonly isNotebook: boolean;
}

/** Every source read once, by path. */
export type Sources = ReadonlyMap<string, PythonSource>;

/** Names that say what a program is for, most likely first. */
const LIKELY = [
  'train',
  'main',
  'finetune',
  'fine_tune',
  'fit',
  'run',
  'serve',
  'server',
  'app',
  'api',
  'predict',
  'inference',
  'evaluate',
  'eval',
];
const NOT_PROGRAMS =
  /(?:^|\/)(?:tests?|docs?|examples?|benchmarks?)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|tasks|fabfile)\.py$/;
/** More workloads than this are a choice, not a proposal. */
const MAX_ENTRY_POINTS = 6;

/**
 * The programs of a project, the one in focus first, then by how likely they are meant. `isInstalled` tells whether the project itself is a
 * package in the image, so that its console scripts are there.
 */
export function entryPointsOf(
  snapshot: ProjectSnapshot,
  sources: Sources,
  options: EntryPointOptions,
): readonly EntryPoint[] {
  const scripts = options.isInstalled ? scriptsOf(snapshot) : new Map<string, string>();
  const modules = [...sources].flatMap(([path, source]) => {
    const isFocus = path === options.focus;
    return isFocus || isProgram(path, source, scripts)
      ? [moduleEntry({ path, source, snapshot, scripts, isInstalled: options.isInstalled })]
      : [];
  });
  const notebooks = snapshot.files
    .filter((path) => path.endsWith('.ipynb'))
    .flatMap((path) => notebookEntry(path, snapshot, options.focus));
  const rank = ({ path }: EntryPoint): number => (path === options.focus ? -1 : rankOf(path));
  return [...modules, ...notebooks]
    .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_ENTRY_POINTS);
}

export interface EntryPointOptions {
  readonly focus: string | undefined;
  readonly isInstalled: boolean;
}

function rankOf(path: string): number {
  const stem = stemOf(path).toLowerCase();
  const likely = LIKELY.findIndex((name) => stem === name || stem.startsWith(`${name}_`) || stem.endsWith(`_${name}`));
  return (likely < 0 ? LIKELY.length : likely) + folderOf(path).split('/').length * 20;
}

function isProgram(path: string, source: PythonSource, scripts: ReadonlyMap<string, string>): boolean {
  if (NOT_PROGRAMS.test(path)) return false;
  const isServer =
    serverOf({ path, source, commandLine: { parameters: [], positional: [], leftOut: [] } }) !== undefined;
  const isPlainScript = !path.includes('/') && LIKELY.includes(stemOf(path).toLowerCase());
  return source.hasMainGuard || scripts.has(path) || isServer || isPlainScript;
}

interface ModuleInput {
  readonly path: string;
  readonly source: PythonSource;
  readonly snapshot: ProjectSnapshot;
  readonly scripts: ReadonlyMap<string, string>;
  readonly isInstalled: boolean;
}

function moduleEntry({ path, source, snapshot, scripts, isInstalled }: ModuleInput): EntryPoint {
  const commandLine = mergeCommandLines([
    argparseParameters(source),
    clickParameters(source),
    typerParameters(source),
    hydraParameters(source, folderOf(path), snapshot.data),
  ]);
  const server = serverOf({ path, source, commandLine });
  const script = scripts.get(path);
  const command = server?.command ?? (script === undefined ? pythonCommand(path, snapshot, isInstalled) : [script]);
  const folders = placesOf(source, commandLine, snapshot);
  const words = [...command, ...(server?.args ?? [])];
  return {
    path,
    kind: server ? 'serve' : 'run',
    command: words,
    imageCommand: words,
    // The port and the folder of results are fixed here, because other fields of the workload name them.
    commandLine: {
      ...commandLine,
      parameters: commandLine.parameters.filter((one) => !isFixed(one, server !== undefined)),
    },
    ...(server ? { server } : {}),
    outputs: server ? [] : folders.outputs,
    inputs: server ? [...folders.inputs, ...folders.models] : folders.inputs,
    downloads: folders.downloads,
    filesNamed: source.texts.filter((text) => snapshot.files.includes(text)),
    isNotebook: false,
  };
}

const OUTPUT_PARAMETER =
  /^(?:outputs?|out|results?|save|log|logs|checkpoints?|ckpt|model|exp|experiment)?-?(?:dir|directory|folder|path)?$/;

function isFixed({ name, defaultValue }: ParameterFact, isServer: boolean): boolean {
  if (isServer && (name === 'port' || name === 'host' || name === 'server-port')) return true;
  return (
    OUTPUT_PARAMETER.test(name.replaceAll('_', '-')) &&
    typeof defaultValue === 'string' &&
    isOutputFolder(firstFolder(defaultValue) ?? '')
  );
}

/** `python train.py`, or `python -m package.train` where the file is a part of a package and imports its neighbours. */
function pythonCommand(path: string, { files }: ProjectSnapshot, isInstalled: boolean): readonly string[] {
  let top = folderOf(path);
  if (!files.includes(`${top}/__init__.py`)) return ['python', asFile(path)];
  while (top.includes('/') && files.includes(`${folderOf(top)}/__init__.py`)) top = folderOf(top);
  const base = folderOf(top);
  if (base !== '' && !isInstalled) return ['python', asFile(path)];
  const module = path
    .slice(base === '' ? 0 : base.length + 1)
    .replace(/\.py$/, '')
    .replace(/\/__main__$/, '');
  return ['python', '-m', module.replaceAll('/', '.')];
}

/** A name that begins with a hyphen would be an option. */
const asFile = (path: string): string => (path.startsWith('-') ? `./${path}` : path);

/** Console scripts by the file they begin in. */
function scriptsOf({ data, files }: ProjectSnapshot): ReadonlyMap<string, string> {
  const pyproject = data.get('pyproject.toml');
  const tables: readonly DataValue[] = [
    tableAt(pyproject, 'project', 'scripts') ?? null,
    tableAt(pyproject, 'tool', 'poetry', 'scripts') ?? null,
  ];
  const found = tables
    .flatMap((table) => (table instanceof Map ? [...table] : []))
    .flatMap(([name, target]) => {
      const module = typeof target === 'string' ? target.split(':')[0]?.replaceAll('.', '/') : undefined;
      const file = [`${module}.py`, `src/${module}.py`, `${module}/__init__.py`].find((path) => files.includes(path));
      return typeof name === 'string' && file !== undefined ? [[file, name] as const] : [];
    });
  return new Map(found.reverse());
}

function notebookEntry(path: string, snapshot: ProjectSnapshot, focus: string | undefined): readonly EntryPoint[] {
  const data = snapshot.data.get(path);
  const notebook = data === undefined ? undefined : readNotebook(data);
  if (!notebook || (path !== focus && notebook.parameters.parameters.length === 0)) return [];
  const { parameters } = notebook.parameters;
  const given = parameters.map(
    ({ name, type }) => ` ${type === 'string' ? '-r' : '-p'} ${name} "$${variableOf(name)}"`,
  );
  const target = `outputs/${path.split('/').at(-1) ?? path}`;
  return [
    {
      path,
      kind: 'run',
      command: `exec papermill ${shellWord(asFile(path))} ${shellWord(target)} -k python3 --log-output${given.join('')}`,
      commandLine: notebook.parameters,
      imageCommand: ['papermill', asFile(path), target, '-k', 'python3', '--log-output'],
      outputs: ['outputs'],
      inputs: [],
      downloads: [],
      filesNamed: [],
      isNotebook: true,
    },
  ];
}

/** As the run spec names the variable of a parameter. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');

/** A word for the shell of the image, whatever the file is called. */
const shellWord = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

interface Places {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly downloads: readonly string[];
  /** Folders of results that the source names, which a server reads its model from. */
  readonly models: readonly string[];
}

/** Folders that the source or the defaults of its options name. Without any, results go to `outputs`. */
function placesOf(source: PythonSource, { parameters }: CommandLineFacts, { files }: ProjectSnapshot): Places {
  const named = new Set(foldersNamed(source));
  for (const { defaultValue } of parameters) {
    const folder = typeof defaultValue === 'string' ? firstFolder(defaultValue) : undefined;
    if (folder !== undefined) named.add(folder);
  }
  const free = [...named].sort().filter((folder) => !holdsCode(folder, files));
  const outputs = free.filter(isOutputFolder);
  const data = free.filter(isDataFolder);
  const isThere = (folder: string): boolean => files.some((file) => file.startsWith(`${folder}/`));
  return {
    outputs: outputs.length > 0 ? outputs : ['outputs'],
    inputs: data.filter(isThere),
    downloads: data.filter((folder) => !isThere(folder)),
    models: outputs.filter((folder) => folder !== 'logs'),
  };
}

/** A folder such as `models` may be a package of the project. */
export function holdsCode(folder: string, files: readonly string[]): boolean {
  return files.some((file) => file.startsWith(`${folder}/`) && file.endsWith('.py'));
}
