import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** shm-no-size-limit */
export const shmNoSizeLimit: ManifestRule = {
  id: 'shm-no-size-limit',
  on: 'pod',
  kinds: 'pods',
  severity: 'info',
  fix: 'choice',
  isAboutAbsence: true,
  aliases: ['kyverno/add-emptydir-sizelimit', 'kyverno/require-emptydir-requests-limits'],
  check(pod, report) {
    for (const volume of pod.spec.at('volumes')?.items() ?? []) {
      const medium = volume.at('emptyDir', 'medium');
      if (medium?.text !== 'Memory' || volume.at('emptyDir', 'sizeLimit')) continue;
      const emptyDir = volume.at('emptyDir');
      report.at(
        medium.span,
        t('A volume in memory without a size limit may fill the memory of the pod or of the node.'),
        {
          fixes: () => choiceFix(t('Limit it to {0}', '8 Gi'), emptyDir && insertUnder(emptyDir, [], 'sizeLimit: 8Gi')),
        },
      );
    }
  },
  page: () => ({
    what: 'An emptyDir in memory without `sizeLimit`.',
    why: 'Its files count as memory of the containers that write them. Without a limit of its own it grows up to their limits, or to half of the node’s memory where they have none.',
    source: 'Kubernetes documentation, Volumes (emptyDir, memory medium).',
    bad: jobWith(
      'image: trainer:1',
      'restartPolicy: Never\nvolumes:\n  - name: shm\n    emptyDir:\n      medium: Memory',
    ),
    good: jobWith(
      'image: trainer:1',
      'restartPolicy: Never\nvolumes:\n  - name: shm\n    emptyDir:\n      medium: Memory\n      sizeLimit: 8Gi',
    ),
  }),
};
