import type { PythonSource } from './pythonSource.ts';
import { literalOf } from './pythonLiteral.ts';

/** Folders that programs write results to. */
const OUTPUT_FOLDERS = new Set([
  'artifacts',
  'ckpt',
  'checkpoint',
  'checkpoints',
  'lightning_logs',
  'logs',
  'mlruns',
  'models',
  'out',
  'output',
  'outputs',
  'results',
  'runs',
  'wandb',
]);

/** Folders that programs read data from. */
const DATA_FOLDERS = new Set(['data', 'dataset', 'datasets', 'input', 'inputs']);

export const isOutputFolder = (name: string): boolean => OUTPUT_FOLDERS.has(name);
export const isDataFolder = (name: string): boolean => DATA_FOLDERS.has(name);

/** Calls whose first argument is a path. */
const TAKES_PATH =
  /(?:^|\.)(?:Path|makedirs|mkdir|open|join|glob|listdir|load|save|dump|read_csv|to_csv|savez|savetxt|ImageFolder)$/;
/** Named arguments that are paths. */
const PATH_ARGUMENTS = [
  'output_dir',
  'save_dir',
  'log_dir',
  'logging_dir',
  'root',
  'root_dir',
  'data_dir',
  'default_root_dir',
  'dirpath',
  'cache_dir',
  'project',
];

/** Relative folders of the project that a module names as a path, by their first step. */
export function foldersNamed(source: PythonSource): ReadonlySet<string> {
  const inCalls = source.calls.flatMap(({ callee, args, named }) => {
    const first = TAKES_PATH.test(callee) ? literalOf(args[0], source.constants) : undefined;
    return [first, ...PATH_ARGUMENTS.map((name) => literalOf(named.get(name), source.constants))];
  });
  // A text with a slash is a path or an address; the first step tells.
  const inTexts = source.texts.filter((text) => /^\.?\/?[\w.-]+\/[\w./-]*$/.test(text));
  const paths = [...inCalls, ...inTexts].filter((value) => typeof value === 'string');
  return new Set(paths.flatMap((path) => firstFolder(path) ?? []));
}

/** `outputs` of `./outputs/model.pt`; undefined for absolute paths, paths upwards and what is not a known folder. */
export function firstFolder(path: string): string | undefined {
  const [first = ''] = path.replace(/^(?:\.\/)+/, '').split('/');
  return isOutputFolder(first) || isDataFolder(first) ? first : undefined;
}
