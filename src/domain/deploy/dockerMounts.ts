import type { Result } from '../base/failure.ts';
import { assertNever, fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { MountPlan } from '../engines/containerPlan.ts';
import type { DockerFacts } from './dockerFacts.ts';
import { hostPath } from './hostPath.ts';
import type { MountSpec } from './spec.ts';

type MountFacts = Pick<DockerFacts, 'specFolder' | 'homeFolder'>;

/** Failure `unsupported`: claims and data sets need a target that can fetch them. */
export function dockerMounts(mounts: readonly MountSpec[], facts: MountFacts): Result<readonly MountPlan[]> {
  const plans: MountPlan[] = [];
  for (const mount of mounts) {
    const plan = dockerMount(mount, facts);
    if (!plan.ok) return plan;
    plans.push(plan.value);
  }
  return ok(plans);
}

function dockerMount(mount: MountSpec, { specFolder, homeFolder }: MountFacts): Result<MountPlan> {
  const { path: target, isReadOnly } = mount;
  switch (mount.kind) {
    case 'workspace':
      return ok({ kind: 'bind', source: hostPath('.', specFolder), target, isReadOnly });
    case 'folder':
      return ok({ kind: 'bind', source: hostPath(mount.source, specFolder, homeFolder), target, isReadOnly });
    case 'volume':
      return ok({ kind: 'volume', source: mount.name, target, isReadOnly });
    case 'scratch':
      // Without a name the volume belongs to its container, and goes with it.
      return ok({ kind: 'volume', source: '', target, isReadOnly });
    case 'pvc':
      return fail({
        code: 'unsupported',
        message: t('Docker has no PersistentVolumeClaim “{0}”.', mount.claim),
        nextStep: t('Mount a folder or a volume, or choose a Kubernetes target.'),
      });
    case 'dataset':
      return fail({
        code: 'unsupported',
        message: t('Docker cannot fetch the data set {0}.', mount.uri),
        nextStep: t('Download it into a folder and mount that.'),
      });
    default:
      return assertNever(mount);
  }
}
