import type { Memento } from 'vscode';
import type { NodeSubject } from '../../domain/base/tree.ts';
import { storedValue } from '../../adapters/vscode/state.ts';
import { isArrayOf, isBoolean, isOptional, isShape, isString } from '../../protocol/checks.ts';
import type { RunPlace } from '../../domain/runs/clusterRuns.ts';
import type { ExpectedOutput, ExpectedOutputs } from '../../domain/runs/expectedOutputs.ts';
import type { RunMemory } from '../../domain/runs/runStore.ts';

/** Ids kept at most: old runs are removed from the engine at some time and are never asked for again. */
const MOST = 500;

const isTexts = isArrayOf(isString);
const arePlaces = isArrayOf(isShape<RunPlace>({ clusterId: isString, namespace: isString }));

const areExpected = isArrayOf(
  isShape<ExpectedOutputs>({
    runId: isString,
    runName: isString,
    namespace: isString,
    outputs: isArrayOf(
      isShape<ExpectedOutput>({
        path: isString,
        folder: isString,
        at: isOptional(isShape({ claim: isString, path: isString })),
      }),
    ),
    isSettled: isBoolean,
  }),
);

/** Runs whose outputs are waited for at most; a sweep has hundreds. */
const MOST_EXPECTED = 200;

export interface StoredRunMemory extends RunMemory {
  /** Outputs of runs in clusters that were started from this workspace. */
  expectedOutputs(): readonly ExpectedOutputs[];
  expectOutputs(expected: ExpectedOutputs): Promise<void>;
  /** Notes whether the outputs of a run have come, or are waited for again. */
  settleOutputs(runId: string, isSettled: boolean): Promise<void>;

  addEngine(engineId: string): Promise<void>;
  /** A namespace of a cluster in which a run was started from this workspace. */
  addPlace(place: RunPlace): Promise<void>;
  removePlace(place: RunPlace): Promise<void>;
  /** Notes runs that are about to be stopped on purpose; other subjects need no note. */
  willStop(subjects: readonly NodeSubject[]): Promise<void>;
}

/** Engines in the workspace's memory, stopped runs in the user's: any window may look at a run that another one stopped. */
export function createRunMemory(workspaceState: Memento, globalState: Memento): StoredRunMemory {
  const engines = storedValue(workspaceState, 'trainyard.runs.engines.v1', isTexts);
  const places = storedValue(workspaceState, 'trainyard.runs.places.v1', arePlaces);
  const stopped = storedValue(globalState, 'trainyard.runs.stopped.v1', isTexts);
  const expected = storedValue(workspaceState, 'trainyard.runs.outputs.v1', areExpected);
  return {
    expectedOutputs: () => expected.get() ?? [],
    expectOutputs: (each) => expected.set([...(expected.get() ?? []), each].slice(-MOST_EXPECTED)),
    settleOutputs: (runId, isSettled) =>
      expected.set((expected.get() ?? []).map((each) => (each.runId === runId ? { ...each, isSettled } : each))),
    engineIds: () => engines.get() ?? [],
    stoppedRunIds: () => new Set(stopped.get()),
    places: () => places.get() ?? [],
    addPlace: ({ clusterId, namespace }) => {
      const others = (places.get() ?? []).filter(
        (each) => each.clusterId !== clusterId || each.namespace !== namespace,
      );
      return places.set([...others, { clusterId, namespace }]);
    },
    removePlace: ({ clusterId, namespace }) =>
      places.set((places.get() ?? []).filter((each) => each.clusterId !== clusterId || each.namespace !== namespace)),
    addEngine: (engineId) => engines.set([...new Set([...(engines.get() ?? []), engineId])]),
    willStop: (subjects) => {
      const runIds = subjects.flatMap((subject) => (subject.kind === 'run' ? [subject.runId] : []));
      return stopped.set([...new Set([...(stopped.get() ?? []), ...runIds])].slice(-MOST));
    },
  };
}
