import { join } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import type { Experiment } from '../../domain/experiments/trackedRun.ts';
import { numberField, textField } from './metaYaml.ts';
import { metaAt, Problems, readTexts } from './fileRuns.ts';
import { foldersIn, isFile } from './storeFiles.ts';
import type { Raw } from './storeJob.ts';

/** Where deleted experiments are moved. */
const TRASH = '.trash';
/** The model registry lies among the experiments. */
const REGISTRY = 'models';
/** Folders of an experiment that are no runs. */
const NO_RUNS = new Set(['tags', 'datasets', 'traces', 'models']);
/** Of the folders below one without meta.yaml, how many are looked into for a run. MLflow 3 puts artifacts of a database there, which have none. */
const LOOKED_INTO = 20;

export interface ExperimentFolder {
  readonly id: string;
  readonly folder: string;
  readonly isDeleted: boolean;
}

/** By name of the folder, which is the id; the deleted ones last. Throws when the store itself cannot be read. */
export function experimentFolders(root: string): readonly ExperimentFolder[] {
  const own = foldersIn(root).filter((name) => name !== TRASH && name !== REGISTRY);
  const folders = [
    ...own.map((id) => ({ id, folder: join(root, id), isDeleted: false })),
    ...foldersIn(join(root, TRASH)).map((id) => ({ id, folder: join(root, TRASH, id), isDeleted: true })),
  ];
  return folders.filter(({ folder }) => isFile(join(folder, 'meta.yaml')) || hasRuns(folder));
}

/** Its meta.yaml is lost, or not yet written. */
function hasRuns(folder: string): boolean {
  return runNames(folder)
    .slice(0, LOOKED_INTO)
    .some((name) => isFile(join(folder, name, 'meta.yaml')));
}

export function runNames(experimentFolder: string): readonly string[] {
  return foldersIn(experimentFolder).filter((name) => !NO_RUNS.has(name) && !name.startsWith('.'));
}

export function readExperiment({ id, folder, isDeleted }: ExperimentFolder): Raw<Experiment> {
  const problems = new Problems(undefined);
  const isKnown = isFile(join(folder, 'meta.yaml'));
  if (!isKnown) problems.add({ reason: 'no-meta', path: folder });
  const meta = (isKnown ? metaAt(folder, problems) : undefined) ?? { fields: new Map<string, string>() };
  return {
    id,
    name: textField(meta, 'name') ?? id,
    isDeleted: isDeleted || textField(meta, 'lifecycle_stage') === 'deleted',
    tags: readTexts(join(folder, 'tags'), problems),
    ...definedOf({
      createdAt: numberField(meta, 'creation_time'),
      changedAt: numberField(meta, 'last_update_time'),
      artifactLocation: textField(meta, 'artifact_location'),
      problem: problems.first,
    }),
  };
}
