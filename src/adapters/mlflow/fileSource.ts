import { statSync } from 'node:fs';
import { experimentFolders, readExperiment } from './fileExperiments.ts';
import { FileHeads } from './fileHeads.ts';
import {
  readFileLoggedModel,
  readFileLoggedModels,
  readFileModels,
  readFileRunVersions,
  readFileTrace,
  readFileTraces,
  readFileVersions,
} from './fileModels.ts';
import { readHistory, readRun, readRunDetails } from './fileRuns.ts';
import { historyOf } from './historyOf.ts';
import type { StoreSource } from './storeJob.ts';
import { missing, StoreTrouble } from './storeProblem.ts';

/** The folder `mlruns`. Nothing in it is written, locked or made. */
export function openFileSource(root: string): StoreSource {
  const heads = new FileHeads(root);
  const headOf = (id: string) => {
    const found = heads.find(id);
    if (!found) throw new StoreTrouble({ reason: 'no-run', path: id });
    return found;
  };
  const foldersOf = (experimentIds: readonly string[]) =>
    experimentFolders(root).filter(({ id }) => experimentIds.includes(id));
  return {
    version: () => {
      if (!statSync(root).isDirectory()) throw new StoreTrouble({ reason: 'not-a-store', path: root });
      return undefined;
    },
    experiments: () => {
      statSync(root);
      return experimentFolders(root).map(readExperiment);
    },
    runIds: ({ query }) => heads.ids(query),
    runs: ({ ids }) =>
      ids.flatMap((id) => {
        const found = heads.find(id);
        return found ? [readRun(found.head)] : [];
      }),
    run: ({ id }) => {
      const { head, experimentFolder } = headOf(id);
      return readRunDetails(head, experimentFolder);
    },
    history: (asked) => {
      const { runId, key, steps } = asked;
      const all = readHistory(headOf(runId).head, key);
      const points = steps ? all.filter(({ step }) => step >= steps.from && step <= steps.to) : all;
      return historyOf(asked, {
        steps: points.map(({ step }) => step),
        values: points.map(({ value }) => value),
        timestamps: points.map(({ timestamp }) => timestamp),
      });
    },
    models: () => readFileModels(root),
    versions: ({ model }) => readFileVersions(root, model),
    runVersions: ({ runId }) => readFileRunVersions(root, runId),
    loggedModels: ({ experimentIds, limit }) =>
      foldersOf(experimentIds)
        .flatMap(readFileLoggedModels)
        .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
        .slice(0, limit),
    loggedModel: ({ id }) =>
      first(experimentFolders(root), (folder) => readFileLoggedModel(folder, id)) ?? missing('no-model', id),
    trace: ({ experimentId, id }) =>
      first(foldersOf([experimentId]), (folder) => readFileTrace(folder, id)) ?? missing('no-trace', id),
    traces: ({ experimentIds, limit }) =>
      foldersOf(experimentIds)
        .flatMap((folder) => readFileTraces(folder, limit))
        .toSorted((a, b) => b.startedAt - a.startedAt)
        .slice(0, limit),
    close: () => undefined,
  };
}

function first<T, R>(all: readonly T[], read: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = read(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
