import type { ObjectRef } from '../cluster/clusterObject.ts';
import { DEPLOYMENT_KIND, JOB_KIND } from '../cluster/knownKinds.ts';
import type { ClusterRun } from './run.ts';

/** The Job or Deployment behind a run. */
export function objectRefOf({
  objectKind,
  objectName,
  namespace,
}: Pick<ClusterRun, 'objectKind' | 'objectName' | 'namespace'>): ObjectRef {
  return { resource: objectKind === 'Job' ? JOB_KIND : DEPLOYMENT_KIND, namespace, name: objectName };
}
