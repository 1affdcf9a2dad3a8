import type { Memento } from 'vscode';
import { storedValue } from '../../adapters/vscode/state.ts';
import type { RunMemory } from '../../domain/runs/runStore.ts';

/** Ids kept at most: old runs are removed from the engine at some time and are never asked for again. */
const MOST = 500;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

export interface StoredRunMemory extends RunMemory {
  addEngine(engineId: string): Promise<void>;
  addStopped(runIds: readonly string[]): Promise<void>;
}

/** Engines in the workspace's memory, stopped runs in the user's: any window may look at a run that another one stopped. */
export function createRunMemory(workspaceState: Memento, globalState: Memento): StoredRunMemory {
  const engines = storedValue(workspaceState, 'trainyard.runs.engines.v1', isTexts);
  const stopped = storedValue(globalState, 'trainyard.runs.stopped.v1', isTexts);
  return {
    engineIds: () => engines.get() ?? [],
    stoppedRunIds: () => new Set(stopped.get()),
    addEngine: (engineId) => engines.set([...new Set([...(engines.get() ?? []), engineId])]),
    addStopped: (runIds) => stopped.set([...new Set([...(stopped.get() ?? []), ...runIds])].slice(-MOST)),
  };
}
