import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** shm-hostpath */
export const shmHostpath: ManifestRule = {
  id: 'shm-hostpath',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  check(container, report) {
    const mount = container.mountAt('/dev/shm');
    const path = mount && container.pod.volume(mount.at('name')?.text)?.at('hostPath', 'path');
    if (path?.text === undefined || !/^\/dev\/shm\/?$/.test(path.text)) return;
    report.at(path.span, t('Shares “/dev/shm” of the node: other pods read it, and files stay when the pod is gone.'));
  },
  page: () => ({
    what: 'The folder `/dev/shm` of the node is mounted as that of the container.',
    why: 'All pods with such a mount share one space of names and memory. What one leaves behind fills the memory of the node until it restarts.',
    source: 'Kubernetes documentation, Volumes (hostPath).',
    bad: shmJob('hostPath:\n      path: /dev/shm'),
    good: shmJob('emptyDir:\n      medium: Memory\n      sizeLimit: 8Gi'),
  }),
};

function shmJob(volume: string): string {
  return jobWith(
    'image: trainer:1\nvolumeMounts:\n  - name: shm\n    mountPath: /dev/shm',
    `restartPolicy: Never\nvolumes:\n  - name: shm\n    ${volume}`,
  );
}
