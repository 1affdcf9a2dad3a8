/** Tags of a run of a tracker that mean something to Trainyard. Those that begin with `mlflow.` are MLflow's own. */
export const TRACKED_RUN_TAGS = {
  name: 'mlflow.runName',
  user: 'mlflow.user',
  /** What MLflow's page shows as description. */
  note: 'mlflow.note.content',
  /** Id of the run that it stands below. */
  parentId: 'mlflow.parentRunId',
  /** Id of the run in the Runs view. */
  runId: 'trainyard.run-id',
  workload: 'trainyard.workload',
  /** The run that it was started from with changed parameters. */
  fromId: 'trainyard.from-run-id',
  fromName: 'trainyard.from-run',
  commit: 'mlflow.source.git.commit',
  /** Where it ran in a cluster: namespace, `Job/name`, and the pod that recorded it. */
  namespace: 'trainyard.kubernetes.namespace',
  object: 'trainyard.kubernetes.object',
  pod: 'trainyard.kubernetes.pod',
  /** There were changes that were not committed. */
  isDirty: 'trainyard.git.dirty',
} as const;
