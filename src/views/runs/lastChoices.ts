import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';

/** What was chosen when a workload was last started from this workspace. */
export interface LastChoices {
  readonly choices: RunChoices;
  readonly engineId: string;
}

/**
 * A Memento holds JSON, so the Map of parameters travels as pairs. Other ports and accepted risks count for one start only: what was in the
 * way then may be gone.
 */
interface Stored extends Pick<RunChoices, 'cpus' | 'memoryBytes' | 'gpu'> {
  readonly parameters: readonly (readonly [string, string])[];
  readonly engineId: string;
}

export function lastChoicesOf(state: Memento, specPath: string, workload: string) {
  const stored: StoredValue<Stored> = storedValue(state, `trainyard.runs.choices.v1:${specPath}:${workload}`, isStored);
  return {
    get: (): LastChoices | undefined => {
      const value = stored.get();
      if (!value) return undefined;
      const { engineId, parameters, ...rest } = value;
      return { engineId, choices: { ...rest, parameters: new Map(parameters) } };
    },
    set: async ({ choices, engineId }: LastChoices): Promise<void> => {
      const { parameters, hostPorts: _ports, accepted: _accepted, shmBytes: _shm, ...rest } = choices;
      await stored.set({ ...rest, parameters: [...parameters], engineId });
    },
  };
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'engineId' in value &&
    typeof value.engineId === 'string' &&
    'parameters' in value &&
    Array.isArray(value.parameters) &&
    value.parameters.every(
      (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
    )
  );
}
