import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { checkpointMounts } from './checkpointMounts.ts';

/** train-checkpoint-readonly */
export const trainCheckpointReadonly: ManifestRule = {
  id: 'train-checkpoint-readonly',
  on: 'container',
  kinds: 'training kinds',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    if (container.pod.purpose !== 'training' || container.kind !== 'main') return;
    const mounts = checkpointMounts(container);
    // With two of them, one may be what training starts from.
    const readOnly = mounts.length === 1 ? mounts[0]?.at('readOnly') : undefined;
    if (readOnly?.boolean !== true) return;
    report.at(readOnly.span, t('Checkpoints cannot be written: the mount is read-only.'), {
      fixes: () => choiceFix(t('Make it writable'), replaceValue(readOnly, 'false')),
    });
  },
  page: () => ({
    what: 'The only folder for checkpoints is mounted read-only.',
    why: 'Training runs until its first checkpoint and fails there.',
    source: 'Kubernetes API reference, VolumeMount.',
    bad: checkpointJob(true),
    good: checkpointJob(false),
  }),
};

function checkpointJob(isReadOnly: boolean): string {
  return jobWith(
    `image: trainer:1\ncommand: [torchrun, train.py]\nvolumeMounts:\n  - name: checkpoints\n    mountPath: /checkpoints\n    readOnly: ${isReadOnly}`,
    'restartPolicy: Never\nvolumes:\n  - name: checkpoints\n    persistentVolumeClaim:\n      claimName: checkpoints',
  );
}
