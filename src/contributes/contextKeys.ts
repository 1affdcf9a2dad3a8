/** Keys used in `when` clauses, each with the values it takes. `declared` only carries the type. */
interface Key<T> {
  readonly values?: T;
}
const key = <T>(): Key<T> => ({});

export const CONTEXT_KEYS = {
  /** none: no engine known · off: nobody answers · forbidden: no permission · ready */
  'trainyard.engines.state': key<'unknown' | 'none' | 'off' | 'forbidden' | 'ready'>(),
  'trainyard.clusters.filtered': key<boolean>(),
  /** Differences are on screen that somebody has to decide about. */
  'trainyard.clusters.reviewing': key<boolean>(),
  /** Runs of others are hidden in the Experiments view. */
  'trainyard.experiments.onlyMine': key<boolean>(),
  /** Paths of the pages of runs whose values can be changed for another run, whose code is known, that have left a model. */
  'trainyard.experiments.pages.runAgain': key<readonly string[]>(),
  'trainyard.experiments.pages.restoreCode': key<readonly string[]>(),
  'trainyard.experiments.pages.serveModel': key<readonly string[]>(),
  /** MLflow's own pages are served for a store. */
  'trainyard.experiments.uiRuns': key<boolean>(),
  /** Deleted runs are shown there, too. */
  'trainyard.experiments.showsDeleted': key<boolean>(),
  /** The files of a pod or claim are browsed. */
  'trainyard.files.open': key<boolean>(),
  /** There is no engine, and a kubeconfig has contexts. */
  'trainyard.runs.clustersOnly': key<boolean>(),
  'trainyard.runs.finished': key<boolean>(),
  'trainyard.runs.seen': key<boolean>(),
};

export type ContextKeyId = keyof typeof CONTEXT_KEYS;
export type ContextKeyValue<K extends ContextKeyId> = (typeof CONTEXT_KEYS)[K] extends Key<infer T> ? T : never;
