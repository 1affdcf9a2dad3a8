import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { KubernetesPlace } from '../../domain/deploy/kubernetesChoices.ts';
import type { ClusterChoices } from '../../domain/runs/clusterChoices.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';

/** What was chosen when a workload was last started from this workspace. */
export interface LastChoices {
  readonly choices: RunChoices;
  /** Id of the engine, or of the cluster. */
  readonly engineId: string;
  /** In a cluster. */
  readonly namespace?: string;
}

/**
 * A Memento holds JSON, so the Map of parameters travels as pairs. Other ports and accepted risks count for one start only: what was in the
 * way then may be gone. So does debugging: the next run would wait for nobody.
 */
interface Stored extends Pick<RunChoices, 'cpus' | 'memoryBytes' | 'gpu' | 'shmBytes'> {
  readonly cluster?: Omit<ClusterChoices, 'places'> & {
    readonly places?: readonly (readonly [string, KubernetesPlace])[];
  };
  readonly parameters: readonly (readonly [string, string])[];
  readonly engineId: string;
  readonly namespace?: string;
}

export function lastChoicesOf(state: Memento, specPath: string, workload: string) {
  const stored: StoredValue<Stored> = storedValue(state, `trainyard.runs.choices.v1:${specPath}:${workload}`, isStored);
  return {
    get: (): LastChoices | undefined => {
      const value = stored.get();
      if (!value) return undefined;
      const { engineId, namespace, parameters, cluster, ...rest } = value;
      return {
        engineId,
        ...(namespace === undefined ? {} : { namespace }),
        choices: { ...rest, ...clusterOf(cluster), parameters: new Map(parameters) },
      };
    },
    set: async ({ choices, ...where }: LastChoices): Promise<void> => {
      const { parameters, hostPorts: _ports, accepted: _accepted, debug: _debug, cluster, ...rest } = choices;
      const { places, ...others } = cluster ?? {};
      const kept = cluster ? { cluster: { ...others, ...(places ? { places: [...places] } : {}) } } : {};
      await stored.set({ ...rest, ...kept, parameters: [...parameters], ...where });
    },
  };
}

function clusterOf(stored: Stored['cluster']): Pick<RunChoices, 'cluster'> {
  if (!stored) return {};
  const { places, ...rest } = stored;
  return { cluster: { ...rest, ...(places ? { places: new Map(places) } : {}) } };
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'engineId' in value &&
    typeof value.engineId === 'string' &&
    (!('namespace' in value) || typeof value.namespace === 'string') &&
    'parameters' in value &&
    Array.isArray(value.parameters) &&
    value.parameters.every(
      (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
    )
  );
}
