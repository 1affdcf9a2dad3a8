import { parsedJson } from '../base/parsedJson.ts';
import type { OutputSpec } from '../deploy/spec.ts';
import { hostPath, isInside } from '../deploy/hostPath.ts';
import type { ContainerPlan, MountPlan } from '../engines/containerPlan.ts';
import type { EngineConnection } from '../engines/engine.ts';
import { RUN_LABELS } from './labels.ts';

/** A path in the container and the folder of the workspace to which it is brought. */
export interface RunOutput {
  readonly path: string;
  /** Absolute path on this machine. */
  readonly folder: string;
  /** The folder is mounted into the container, so the files are there while it runs. */
  readonly isMounted: boolean;
}

/** An engine behind a socket of this machine sees its folders; any other gets its outputs copied back at the end. */
export function seesFoldersOfThisMachine({ endpoint }: EngineConnection): boolean {
  return endpoint.kind === 'unix' || endpoint.kind === 'npipe';
}

export function runOutputs(
  outputs: readonly OutputSpec[],
  { specFolder, isMounted }: { readonly specFolder: string; readonly isMounted: boolean },
): readonly RunOutput[] {
  return outputs.map(({ path, to }) => ({ path, folder: hostPath(to, specFolder), isMounted }));
}

/** The plan with its outputs in a label, and mounted where the engine sees the folders. A path that is mounted already stays as it is. */
export function withOutputs(plan: ContainerPlan, outputs: readonly RunOutput[]): ContainerPlan {
  if (outputs.length === 0) return plan;
  const taken = new Set(plan.mounts.map(({ target }) => target));
  const mounts = outputs
    .filter(({ isMounted, path }) => isMounted && !taken.has(path))
    .map(({ path, folder }): MountPlan => ({ kind: 'bind', source: folder, target: path, isReadOnly: false }));
  return {
    ...plan,
    mounts: [...plan.mounts, ...mounts],
    labels: new Map([...plan.labels, [RUN_LABELS.outputs, outputsLabel(outputs)]]),
  };
}

/** The label's form: a JSON array of outputs. */
export function outputsLabel(outputs: readonly RunOutput[]): string {
  return JSON.stringify(outputs.map(({ path, folder, isMounted }) => ({ path, folder, isMounted })));
}

/** The outputs of a run, from the labels of its container. A label that somebody else wrote in another form reads as none. */
export function outputsOf(labels: ReadonlyMap<string, string>): readonly RunOutput[] {
  const label = labels.get(RUN_LABELS.outputs);
  if (label === undefined) return [];
  const value = parsedJson(label);
  return Array.isArray(value) ? value.filter(isOutput) : [];
}

function isOutput(value: unknown): value is RunOutput {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'path' in value &&
    typeof value.path === 'string' &&
    'folder' in value &&
    typeof value.folder === 'string' &&
    'isMounted' in value &&
    typeof value.isMounted === 'boolean'
  );
}

/**
 * The folder of this machine for an output of a run in a cluster, which is written down there relative to the workspace. Whoever may change the run
 * could name any folder: only one in a folder of the workspace is taken, and no hidden one, where programs of this machine look for what to run.
 */
export function folderInWorkspace({ folder }: RunOutput, roots: readonly string[]): string | undefined {
  for (const root of roots) {
    const path = hostPath(folder, root);
    const rest = path.slice(root.length);
    if (isInside(path, root) && path !== root && !/[/\\]\./.test(rest)) return path;
  }
  return undefined;
}
