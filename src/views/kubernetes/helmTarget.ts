import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ReleaseSubject } from '../../domain/base/tree.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { placeText } from '../shared/contextProtection.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** A release with the cluster that it is in. */
export interface ReleaseTarget {
  readonly cluster: Cluster;
  readonly release: ReleaseSubject;
}

/** The release of the clicked row. */
export async function releaseTarget(
  { clusters }: KubernetesDeps,
  clicked: unknown,
  selected: unknown,
): Promise<Result<ReleaseTarget>> {
  const release = subjectsOf(clicked, selected).find((subject) => subject.kind === 'helmRelease');
  if (!release) {
    return fail({
      code: 'invalid',
      message: t('No release is chosen.'),
      nextStep: t('Choose one under “Helm releases” of a context in the Clusters view.'),
    });
  }
  const cluster = await clusters.cluster(release.clusterId);
  return cluster.ok ? ok({ cluster: cluster.value, release }) : cluster;
}

/** `demo in lab/team-a`, for questions and messages. */
export function releaseName({ cluster, release }: ReleaseTarget): string {
  return t('{0} in {1}', release.name, placeText(cluster.connection.label, release.namespace));
}
