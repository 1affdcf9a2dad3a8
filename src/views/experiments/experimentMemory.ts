import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';

/** What the user has chosen for experiments, by workspace. */
export interface ExperimentMemory {
  /** The metric beside the runs, by experiment. */
  metricOf(experimentKey: string): StoredValue<string>;
  readonly onlyMine: StoredValue<boolean>;
}

export function createExperimentMemory(state: Memento): ExperimentMemory {
  return {
    metricOf: (key) => storedValue(state, `trainyard.experiments.metric/${key}`, isText),
    onlyMine: storedValue(state, 'trainyard.experiments.onlyMine', isBoolean),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
