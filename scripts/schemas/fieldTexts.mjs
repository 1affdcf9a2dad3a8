// @ts-check

/**
 * Our own words for the fields that people meet most in ML manifests, in place of what the sources say. By `apiVersion kind`, then by path: `*` is any key of a
 * map, `[]` any item of a list.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const fieldTexts = {
  'kubeflow.org/v1 PyTorchJob': {
    'spec.pytorchReplicaSpecs':
      'Groups of pods by role: `Master` (exactly one) and `Worker`. Rank 0 runs in the master; the container that trains must be named `pytorch`.',
    'spec.nprocPerNode':
      'Processes a pod, as torchrun takes it: a number, `auto`, `cpu` or `gpu`. Usually the GPUs of a pod.',
    'spec.elasticPolicy':
      'Lets the number of workers change while training goes on. Without it, the job waits for all of them.',
    'spec.elasticPolicy.minReplicas': 'Fewest workers with which training goes on.',
    'spec.elasticPolicy.maxReplicas': 'Most workers that may join.',
    'spec.elasticPolicy.maxRestarts': 'Restarts of the worker group that torchrun makes before it gives up.',
    'spec.elasticPolicy.rdzvBackend': 'How workers find each other; `c10d` needs no further service.',
    'spec.runPolicy': 'When the job ends, is cleaned up, waits in a queue or stands still.',
    'spec.runPolicy.cleanPodPolicy':
      'Pods that are deleted when the job ends: `None` keeps all with their logs, `Running` deletes those that still run, `All` deletes all.',
    'spec.runPolicy.backoffLimit': 'Failures of pods until the job counts as failed.',
    'spec.runPolicy.activeDeadlineSeconds':
      'Seconds from the start until the job is stopped, whether it is done or not.',
    'spec.runPolicy.ttlSecondsAfterFinished':
      'Seconds after the end until the job and its pods are deleted, logs included. Not set: they stay.',
    'spec.runPolicy.suspend': 'True: no pod runs. Queues such as Kueue set it until there is room.',
    'spec.runPolicy.schedulingPolicy':
      'Gang scheduling: pods start together or not at all. Needs a scheduler that knows groups, such as Volcano.',
    'spec.pytorchReplicaSpecs.*.replicas': 'Pods of this role.',
    'spec.pytorchReplicaSpecs.*.restartPolicy':
      'What follows when a pod ends: `ExitCode` restarts on exit codes from 128 and fails on the others; the rest is as for pods.',
    'spec.pytorchReplicaSpecs.*.template': 'The pod of this role.',
  },
  'kubeflow.org/v2beta1 MPIJob': {
    'spec.mpiReplicaSpecs':
      'Groups of pods by role: one `Launcher`, which runs mpirun, and the `Worker` pods that it starts ranks in.',
    'spec.slotsPerWorker': 'Ranks a worker, usually its GPUs. Not set: 1.',
    'spec.runLauncherAsWorker': 'The launcher trains too, instead of only starting the others.',
    'spec.mpiImplementation': 'The MPI in the image; it decides how the list of hosts is written.',
    'spec.sshAuthMountPath':
      'Where the SSH keys stand in the pods. A user other than root needs another folder than `/root/.ssh`.',
  },
  'trainer.kubeflow.org/v1alpha1 TrainJob': {
    'spec.runtimeRef':
      'The TrainingRuntime or ClusterTrainingRuntime that says how a job of this kind is run: framework, image, initializers.',
    'spec.trainer':
      'What is yours of the training: image, command, nodes and resources. What is not set comes from the runtime.',
    'spec.trainer.numNodes': 'Pods that train together.',
    'spec.trainer.numProcPerNode': 'Processes a pod. Not set: as the runtime says, usually one a GPU.',
    'spec.trainer.resourcesPerNode': 'What each pod asks for, GPUs among it.',
    'spec.initializer': 'Jobs that fetch the data set and the model before training begins.',
    'spec.runtimePatches': 'Changes of the runtime for this job alone, by who makes them.',
    'spec.suspend': 'True: no pod runs. Queues such as Kueue set it until there is room.',
    'spec.activeDeadlineSeconds': 'Seconds from the start until the job is stopped, whether it is done or not.',
  },
  'trainer.kubeflow.org/v1alpha1 TrainingRuntime': {
    'spec.mlPolicy': 'How processes of the framework find each other: one of torch, mpi, jax, xgboost, flux.',
    'spec.mlPolicy.numNodes': 'Pods that train together, unless the TrainJob says otherwise.',
    'spec.podGroupPolicy': 'Gang scheduling: pods start together or not at all.',
    'spec.template': 'The JobSet that a TrainJob becomes. The job named `node` is the one that trains.',
  },
  'jobset.x-k8s.io/v1alpha2 JobSet': {
    'spec.replicatedJobs': 'Jobs that belong together, such as a driver and its workers.',
    'spec.replicatedJobs.[].replicas': 'Copies of this Job. Pods are `parallelism` of its template times this.',
    'spec.replicatedJobs.[].dependsOn': 'Jobs that must be ready or complete before this one starts.',
    'spec.failurePolicy': 'What follows when a Job fails. Not set: the whole set fails.',
    'spec.failurePolicy.maxRestarts': 'How often the whole set is made again.',
    'spec.successPolicy': 'Which Jobs must be complete for the set to be. Not set: all.',
    'spec.startupPolicy': 'Whether Jobs start together (`AnyOrder`) or one after the other is ready (`InOrder`).',
    'spec.network': 'Names by which the pods reach each other.',
    'spec.coordinator': 'The pod whose address all pods get as a label and annotation.',
  },
  'kubeflow.org/v1beta1 Experiment': {
    'spec.objective': 'The metric that is made as large or as small as possible.',
    'spec.objective.objectiveMetricName': 'The metric as the trial prints or reports it.',
    'spec.objective.goal': 'The experiment ends when a trial reaches this value.',
    'spec.algorithm':
      'How the next parameters are chosen: `random`, `grid`, `bayesianoptimization`, `tpe`, `cmaes`, `hyperband` …',
    'spec.parameters': 'What is searched: a name, a type and a range or a list of values each.',
    'spec.parallelTrialCount': 'Trials that run at a time. Not set: 3.',
    'spec.maxTrialCount': 'Trials after which the experiment ends. Not set: it goes on until the goal is reached.',
    'spec.maxFailedTrialCount': 'Failed trials after which the experiment fails.',
    'spec.trialTemplate': 'The job that is run for each trial, with `${trialParameters.NAME}` where parameters go.',
    'spec.trialTemplate.primaryContainerName':
      'The container whose metrics are collected. Not set: `training-container`.',
    'spec.trialTemplate.retain': 'True keeps the pods of finished trials, and their logs.',
    'spec.metricsCollectorSpec':
      'Where metrics come from: standard output, a file, TensorBoard events, Prometheus, or pushed by the SDK.',
    'spec.resumePolicy': 'Whether a finished experiment can go on with more trials.',
  },
  'serving.kserve.io/v1beta1 InferenceService': {
    'spec.predictor': 'The model server. Give `model` with its format, or containers of your own.',
    'spec.predictor.model': 'The model: its format picks the runtime that serves it.',
    'spec.predictor.model.storageUri':
      'Where the model is fetched from before the server starts: `s3://`, `gs://`, `hf://`, `pvc://`, `https://` …',
    'spec.predictor.model.modelFormat': 'The format by which a ServingRuntime is found.',
    'spec.predictor.model.runtime': 'The ServingRuntime by name, instead of the one that the format finds.',
    'spec.predictor.minReplicas':
      'Fewest copies. 0 lets it scale to none in serverless mode; in standard mode it counts as 1.',
    'spec.predictor.maxReplicas': 'Most copies. 0: no limit.',
    'spec.predictor.canaryTrafficPercent': 'Share of requests that the newest revision gets. Serverless mode only.',
    'spec.predictor.containerConcurrency': 'Requests that one copy handles at a time. 0: no limit.',
    'spec.predictor.workerSpec': 'Further pods that serve one model together, for models larger than a node.',
    'spec.transformer': 'A server before the predictor that changes requests and answers.',
    'spec.explainer': 'A server that explains predictions.',
  },
  'ray.io/v1 RayCluster': {
    'spec.rayVersion': 'The version of Ray in the images. The autoscaler and the health checks depend on it.',
    'spec.headGroupSpec': 'The pod of the head: scheduler, dashboard and the store of the cluster.',
    'spec.workerGroupSpecs': 'Groups of equal workers, such as one a type of GPU.',
    'spec.enableInTreeAutoscaling': 'Ray asks for more workers when tasks wait, within the bounds of the groups.',
    'spec.headGroupSpec.rayStartParams':
      'Arguments of `ray start` on the head, without the dashes. `num-cpus: "0"` keeps tasks away from it.',
    'spec.workerGroupSpecs.[].rayStartParams': 'Arguments of `ray start` on these workers, without the dashes.',
    'spec.workerGroupSpecs.[].minReplicas': 'Fewest workers, also when nothing is to do.',
    'spec.workerGroupSpecs.[].maxReplicas': 'Most workers that the autoscaler may start.',
    'spec.workerGroupSpecs.[].replicas': 'Workers to begin with; the autoscaler changes it.',
    'spec.workerGroupSpecs.[].numOfHosts': 'Pods a worker, for accelerators that span nodes such as TPU slices.',
    'spec.gcsFaultToleranceOptions': 'Keeps the state of the head in Redis, so that the cluster survives its restart.',
  },
  'ray.io/v1 RayJob': {
    'spec.entrypoint': 'The command that is submitted to the cluster.',
    'spec.rayClusterSpec': 'The cluster that is made for this job.',
    'spec.clusterSelector': 'Runs on a cluster that is there already, instead of one of its own.',
    'spec.shutdownAfterJobFinishes': 'Deletes the cluster when the job is done. False leaves its GPUs taken.',
    'spec.runtimeEnvYAML': 'The runtime environment of Ray as YAML: packages, variables, working directory.',
    'spec.submissionMode': 'Who runs the command: a pod of its own, the operator over HTTP, or the head.',
    'spec.ttlSecondsAfterFinished': 'Seconds after the end until the cluster is deleted, where it is to be.',
  },
  'kueue.x-k8s.io/v1beta2 ClusterQueue': {
    'spec.resourceGroups': 'Amounts that may be used at a time, by type of node (flavor).',
    'spec.resourceGroups.[].flavors.[].resources.[].nominalQuota': 'The amount that belongs to this queue.',
    'spec.resourceGroups.[].flavors.[].resources.[].borrowingLimit':
      'How much more it may take of what others of the cohort do not use.',
    'spec.resourceGroups.[].flavors.[].resources.[].lendingLimit': 'How much of its own amount others may take.',
    'spec.cohortName': 'Queues of one cohort lend each other what they do not use.',
    'spec.namespaceSelector': 'Namespaces whose queues may point here. Not set: none; `{}`: all.',
    'spec.preemption': 'Which running workloads may be put back for waiting ones.',
    'spec.queueingStrategy':
      '`BestEffortFIFO` lets smaller workloads pass one that does not fit; `StrictFIFO` does not.',
    'spec.stopPolicy': '`Hold` starts nothing new, `HoldAndDrain` also puts back what runs.',
    'spec.flavorFungibility': 'Whether to borrow or preempt in the first flavor before the next one is tried.',
  },
  'batch.volcano.sh/v1alpha1 Job': {
    'spec.minAvailable': 'Pods that must be able to start together; with fewer none starts.',
    'spec.queue': "Volcano's queue that the job waits in. Not set: `default`.",
    'spec.tasks': 'Groups of equal pods, such as a master and its workers.',
    'spec.plugins': 'Help for the pods: `ssh`, `svc` (names), `env` (index), `pytorch`, `tensorflow`, `mpi`.',
    'spec.policies': 'What follows when pods fail, end or are evicted.',
    'spec.maxRetry': 'Restarts until the job counts as failed. Not set: 3.',
    'spec.schedulerName': 'Must be `volcano` for the job to be scheduled as a group.',
    'spec.tasks.[].replicas': 'Pods of this group.',
    'spec.tasks.[].minAvailable': 'Pods of this group without which none starts. Not set: all.',
  },
  'kubernetes.dask.org/v1 DaskCluster': {
    'spec.idleTimeout': 'Seconds without work after which the cluster is deleted. 0: never.',
    'spec.scheduler': 'The pod of the scheduler and the Service that clients reach it by.',
    'spec.worker': 'The workers to begin with.',
    'spec.worker.replicas': 'Workers to begin with; an autoscaler changes it.',
  },
};
