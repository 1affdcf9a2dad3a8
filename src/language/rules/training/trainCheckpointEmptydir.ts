import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { checkpointMounts } from './checkpointMounts.ts';

/** train-checkpoint-emptydir */
export const trainCheckpointEmptydir: ManifestRule = {
  id: 'train-checkpoint-emptydir',
  on: 'container',
  kinds: 'training kinds',
  severity: 'warning',
  check(container, report) {
    const { pod } = container;
    // A container beside it may carry the files away.
    if (pod.purpose !== 'training' || container.kind !== 'main' || pod.containers.length > 1) return;
    for (const mount of checkpointMounts(container)) {
      const path = mount.at('mountPath');
      if (!path || !pod.volume(mount.at('name')?.text)?.at('emptyDir')) continue;
      report.at(path.span, t('“{0}” is an emptyDir: checkpoints are deleted with the pod.', path.text ?? ''));
    }
  },
  page: () => ({
    what: 'The folder for checkpoints is an emptyDir.',
    why: 'An emptyDir lives as long as its pod. The pod that replaces it starts without the checkpoints, which is when they are needed.',
    source: 'Kubernetes documentation, Volumes (emptyDir).',
    bad: checkpointJob('emptyDir: {}'),
    good: checkpointJob('persistentVolumeClaim:\n      claimName: checkpoints'),
  }),
};

function checkpointJob(volume: string): string {
  return jobWith(
    'image: trainer:1\ncommand: [torchrun, train.py]\nvolumeMounts:\n  - name: checkpoints\n    mountPath: /checkpoints',
    `restartPolicy: Never\nvolumes:\n  - name: checkpoints\n    ${volume}`,
  );
}
