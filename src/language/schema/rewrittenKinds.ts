/**
 * Kinds whose mutating webhook reads an object as Go structs and writes it again before its schema is asked: `cpu: 0.5` has become text by then, and an
 * amount that is missing has become 0. Asked of the webhooks of Kueue 0.19, Trainer 2.3, JobSet 0.12, Volcano 1.14 and KServe 0.20
 * (test/real/operators/rewrittenKinds.test.ts); that of LLMInferenceService is read in its source (pkg/webhook/admission/llminferenceservice).
 */
const REWRITTEN: ReadonlySet<string> = new Set([
  'kueue.x-k8s.io/ClusterQueue',
  'trainer.kubeflow.org/TrainJob',
  'jobset.x-k8s.io/JobSet',
  'batch.volcano.sh/Job',
  'serving.kserve.io/InferenceService',
  'serving.kserve.io/LLMInferenceService',
]);

/** Whether a webhook writes objects of a kind (`apiVersion kind`) again before they are checked. */
export function isRewritten(name: string): boolean {
  return REWRITTEN.has(name.replace(/\/\S+ /, '/'));
}
