import { join, relative, sep } from 'node:path';

/** What training code calls the folder of all its runs: PyTorch (`runs`), Lightning, Keras's examples, Hydra, and what people write. */
const NAMES = new Set([
  'runs',
  'logs',
  'log',
  'lightning_logs',
  'csv_logs',
  'tb_logs',
  'tensorboard',
  'tensorboard_logs',
  'outputs',
  'output',
  'multirun',
  'results',
  'experiments',
  'ray_results',
]);

/**
 * The directory of all runs that a folder below the workspace belongs to: the outermost with a name that says so, else the one directly below the workspace. It
 * depends on the place of that folder alone, so that it stays when other runs come.
 * @param path absolute, in the folder of the workspace or that folder itself
 */
export function runsDirectory(workspace: string, path: string): string {
  const names = relative(workspace, path).split(sep);
  const named = names.findIndex((name) => NAMES.has(name.toLowerCase()));
  return join(workspace, ...names.slice(0, named < 0 ? 1 : named + 1));
}
