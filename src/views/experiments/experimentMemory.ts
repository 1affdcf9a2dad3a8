import type { Memento } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { ExperimentRowsParts } from '../../domain/experiments/experimentRows.ts';

/** What the user has chosen for experiments, by workspace. */
export interface ExperimentMemory {
  /** The metric beside the runs, by experiment. */
  metricOf(experimentKey: string): StoredValue<string>;
  readonly onlyMine: StoredValue<boolean>;
  readonly showsDeleted: StoredValue<boolean>;
}

export function createExperimentMemory(state: Memento): ExperimentMemory {
  return {
    metricOf: (key) => storedValue(state, `trainyard.experiments.metric/${key}`, isText),
    onlyMine: storedValue(state, 'trainyard.experiments.onlyMine', isBoolean),
    showsDeleted: storedValue(state, 'trainyard.experiments.showsDeleted', isBoolean),
  };
}

/** What the user has chosen of what rows show. */
export function rowChoices(state: Memento, userName: string): Omit<ExperimentRowsParts, 'hub'> {
  const memory = createExperimentMemory(state);
  setContextKey('trainyard.experiments.onlyMine', memory.onlyMine.get() === true);
  setContextKey('trainyard.experiments.showsDeleted', memory.showsDeleted.get() === true);
  return {
    now: () => new Date(),
    metricOf: ({ trackerId, experimentId }) => memory.metricOf(`${trackerId}/${experimentId}`).get(),
    onlyUser: () => (memory.onlyMine.get() === true ? userName : undefined),
    showsDeleted: () => memory.showsDeleted.get() === true,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
