import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** shm-not-memory */
export const shmNotMemory: ManifestRule = {
  id: 'shm-not-memory',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    const mount = container.mountAt('/dev/shm');
    const emptyDir = mount && container.pod.volume(mount.at('name')?.text)?.at('emptyDir');
    if (!emptyDir || emptyDir.isMasked || container.pod.object.isTemplated) return;
    const medium = emptyDir.at('medium');
    if (medium && (medium.text === undefined || medium.text === 'Memory' || medium.text.startsWith('HugePages')))
      return;
    report.at(
      (medium ?? emptyDir).headSpan,
      t('“/dev/shm” lies on the disk of the node: the medium “Memory” is missing.'),
      {
        fixes: () =>
          choiceFix(
            t('Keep it in memory'),
            emptyDir.isMap && !medium ? insertUnder(emptyDir, [], 'medium: Memory') : undefined,
          ),
      },
    );
  },
  page: () => ({
    what: 'An emptyDir at `/dev/shm` that is no memory.',
    why: 'An emptyDir is a folder on the disk of the node unless its medium is Memory. Shared memory then runs at the speed of a disk.',
    source: 'Kubernetes documentation, Volumes (emptyDir.medium).',
    bad: shmJob('sizeLimit: 8Gi'),
    good: shmJob('medium: Memory\n      sizeLimit: 8Gi'),
  }),
};

function shmJob(lines: string): string {
  return jobWith(
    'image: trainer:1\nvolumeMounts:\n  - name: shm\n    mountPath: /dev/shm',
    `restartPolicy: Never\nvolumes:\n  - name: shm\n    emptyDir:\n      ${lines}`,
  );
}
