// Real operators in the cluster of the test bed that tests run against.
import type { Context } from 'mocha';
import { skipFor } from '../harness/testReport.mjs';
import { operatorNames } from '../testbed/operators/operatorParts.mjs';
import { startOperators } from '../testbed/operators/startOperators.mjs';

/** Versions of kinds whose operators the test bed has. */
export const SERVED_VERSIONS: ReadonlySet<string> = new Set([
  'kubeflow.org/v1',
  'kubeflow.org/v1beta1',
  'trainer.kubeflow.org/v1alpha1',
  'jobset.x-k8s.io/v1alpha2',
  'kueue.x-k8s.io/v1beta2',
  'serving.kserve.io/v1beta1',
  'serving.kserve.io/v1alpha1',
  'batch.volcano.sh/v1alpha1',
]);
/** Katib takes experiments in namespaces with this label alone. */
export const KATIB_NAMESPACE = 'katib.kubeflow.org/metrics-collector-injection=enabled';

/**
 * Starts operators in the cluster under test unless they run, and waits until their webhooks answer; for a `before` hook. Where that is no cluster of
 * the test bed, the suite is skipped, which is a failure under CI.
 * @param names the default is all that there are
 */
export async function realOperators(suite: Context, names = operatorNames): Promise<void> {
  const stateDir = process.env['TRAINYARD_TEST_CLUSTER_STATE'];
  if (stateDir === undefined) return skipFor(suite, 'no cluster of the test bed');
  await startOperators({ names, stateDir });
}
