import type { Pod } from './pod.ts';

/** What a pod is for. `service`: it runs for ever and serves anything; `batch`: it ends; `other`: not known. */
export type PodPurpose = 'training' | 'serving' | 'notebook' | 'batch' | 'service' | 'other';

const BY_KIND: ReadonlyMap<string, PodPurpose> = new Map<string, PodPurpose>([
  ['batch/Job', 'batch'],
  ['batch/CronJob', 'batch'],
  ['apps/Deployment', 'service'],
  ['apps/StatefulSet', 'service'],
  ['apps/ReplicaSet', 'service'],
  ['/ReplicationController', 'service'],
  ['apps/DaemonSet', 'service'],
  ['kubeflow.org/PyTorchJob', 'training'],
  ['kubeflow.org/TFJob', 'training'],
  ['kubeflow.org/MPIJob', 'training'],
  ['kubeflow.org/XGBoostJob', 'training'],
  ['kubeflow.org/PaddleJob', 'training'],
  ['kubeflow.org/JAXJob', 'training'],
  ['kubeflow.org/Experiment', 'training'],
  ['trainer.kubeflow.org/TrainJob', 'training'],
  ['trainer.kubeflow.org/TrainingRuntime', 'training'],
  ['trainer.kubeflow.org/ClusterTrainingRuntime', 'training'],
  ['jobset.x-k8s.io/JobSet', 'training'],
  ['batch.volcano.sh/Job', 'training'],
  ['ray.io/RayJob', 'training'],
  ['ray.io/RayCluster', 'training'],
  ['ray.io/RayService', 'serving'],
  ['serving.kserve.io/InferenceService', 'serving'],
  ['serving.kserve.io/ServingRuntime', 'serving'],
  ['serving.kserve.io/ClusterServingRuntime', 'serving'],
  ['serving.kserve.io/LLMInferenceService', 'serving'],
  ['kubeflow.org/Notebook', 'notebook'],
  ['argoproj.io/Workflow', 'batch'],
  ['argoproj.io/CronWorkflow', 'batch'],
  ['argoproj.io/WorkflowTemplate', 'batch'],
  ['argoproj.io/ClusterWorkflowTemplate', 'batch'],
  ['kubernetes.dask.org/DaskCluster', 'batch'],
  ['kubernetes.dask.org/DaskJob', 'batch'],
]);

/** Programs that train, anywhere in the command. */
const TRAINERS = /\b(?:torchrun|deepspeed|accelerate|horovodrun|mpirun|torch\.distributed\.(?:run|launch))\b/;

/** By the kind of the object; a Job whose command starts a trainer, or that asks for a GPU, trains. */
export function podPurpose(pod: Pod): PodPurpose {
  const purpose = BY_KIND.get(pod.object.groupKind) ?? 'other';
  if (purpose !== 'batch') return purpose;
  const trains = pod.containers.some(
    (container) => container.gpus.length > 0 || container.words.some((word) => TRAINERS.test(word)),
  );
  return trains ? 'training' : 'batch';
}
