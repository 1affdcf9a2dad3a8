import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunQuery } from '../../domain/experiments/ports.ts';
import { type ExperimentFolder, experimentFolders, runNames } from './fileExperiments.ts';
import { isDeletedHead, type RunHead, runStateOfHead } from './fileRuns.ts';
import { type Meta, numberField, readMeta } from './metaYaml.ts';
import { isFolder } from './storeFiles.ts';
import { fileProblem, StoreTrouble } from './storeProblem.ts';

/** Names that a run can have: MLflow's are 32 hexadecimal digits, those of users have letters, digits, `-` and `_` (`mlflow/utils/validation.py`). */
const RUN_ID = /^[A-Za-z0-9][\w-]{0,255}$/;

interface Kept {
  readonly head: RunHead;
  /** Of meta.yaml when it was read. */
  readonly state: string;
}

/** Finds the runs of a folder. What their meta.yaml says is kept until the file is another one: there are thousands, and most are over. */
export class FileHeads {
  readonly #root: string;
  readonly #kept = new Map<string, Kept>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Ids, the newest first, those without a start last. */
  ids({ experimentIds, lifecycle, changedSince, limit }: RunQuery): readonly string[] {
    const wanted = new Set(experimentIds);
    const found: RunHead[] = [];
    for (const experiment of experimentFolders(this.#root)) {
      if (!wanted.has(experiment.id)) continue;
      for (const name of runNames(experiment.folder)) {
        const head = this.#head(experiment, name);
        if (!head || (lifecycle !== 'all' && isDeletedHead(head) !== (lifecycle === 'deleted'))) continue;
        if (changedSince === undefined || hasChanged(head, changedSince)) found.push(head);
      }
    }
    return found
      .toSorted((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  }

  find(id: string): { readonly head: RunHead; readonly experimentFolder: string } | undefined {
    if (!RUN_ID.test(id)) return undefined;
    const kept = this.#kept.get(id)?.head;
    // Where it was is where it is, but for an experiment that has been deleted or restored.
    const known = kept ? [{ id: kept.experimentId, folder: join(kept.folder, '..'), isDeleted: false }] : [];
    for (const experiment of [
      ...known,
      ...(known.length > 0 && isFolder(kept?.folder ?? '') ? [] : experimentFolders(this.#root)),
    ]) {
      const head = this.#head(experiment, id);
      if (head) return { head, experimentFolder: experiment.folder };
    }
    return undefined;
  }

  /** Undefined when the folder is no run. */
  #head(experiment: ExperimentFolder, name: string): RunHead | undefined {
    if (!RUN_ID.test(name)) return undefined;
    const folder = join(experiment.folder, name);
    const file = join(folder, 'meta.yaml');
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) {
      // Artifacts may lie beside runs; a folder that has begun to be a run is one.
      if (!isFolder(join(folder, 'params')) || !isFolder(join(folder, 'metrics'))) return undefined;
      return {
        id: name,
        experimentId: experiment.id,
        folder,
        meta: { fields: new Map(), problem: { reason: 'no-meta', path: folder } },
      };
    }
    const state = `${folder} ${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    const kept = this.#kept.get(name);
    if (kept?.state === state) return kept.head;
    const head = { id: name, experimentId: experiment.id, folder, meta: metaOf(file) };
    this.#kept.set(name, { head, state });
    return head;
  }
}

/** A run whose meta.yaml cannot be read is one with a problem. */
function metaOf(file: string): Meta {
  try {
    return readMeta(file);
  } catch (error) {
    const problem = error instanceof StoreTrouble ? error.problem : fileProblem(error, file);
    if (!problem) throw error;
    return { fields: new Map(), problem };
  }
}

const startOf = ({ meta }: RunHead) => numberField(meta, 'start_time') ?? Number.NEGATIVE_INFINITY;

/** Not over, or a file of it made or written since. A new value in a file that was there shows only in runs that are not over. */
function hasChanged(head: RunHead, since: number): boolean {
  const state = runStateOfHead(head);
  if (state === 'running' || state === 'queued') return true;
  return ['', 'meta.yaml', 'tags', 'params', 'metrics'].some((name) => {
    const stats = statSync(join(head.folder, name), { throwIfNoEntry: false });
    return stats !== undefined && stats.mtimeMs >= since;
  });
}
