import { changesToAttach } from '../../runs/gitFacts.ts';
import { KUBERNETES_ANNOTATIONS } from '../../runs/kubernetesLabels.ts';
import type { KubernetesFacts } from '../kubernetesChoices.ts';
import type { ObjectWords } from './podTemplate.ts';

/** Annotations of the Job or Deployment. On pods and Services the changes would be repeated for nothing, and new ones would start all pods anew. */
export function withChanges(
  annotations: ObjectWords['annotations'],
  { git }: Pick<KubernetesFacts, 'git'>,
): ObjectWords['annotations'] {
  const changes = changesToAttach(git);
  return changes === undefined ? annotations : { ...annotations, [KUBERNETES_ANNOTATIONS.changes]: changes };
}
