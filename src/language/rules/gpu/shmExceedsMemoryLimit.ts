import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';

/** shm-exceeds-memory-limit */
export const shmExceedsMemoryLimit: ManifestRule = {
  id: 'shm-exceeds-memory-limit',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  check(container, report) {
    const size = memoryVolumeSize(container);
    const bytes = size && (size.number ?? parseQuantity(size.text));
    const limit = bytes === undefined ? undefined : container.amount('limits', 'memory');
    if (!size || bytes === undefined || limit === undefined || bytes < limit) return;
    report.at(
      size.span,
      t(
        'Files in “/dev/shm” count as memory of the container “{0}”, whose limit is {1}: it is killed before {2} are full.',
        container.name ?? '',
        container.at('resources', 'limits', 'memory')?.text ?? '',
        size.text ?? '',
      ),
    );
  },
  page: () => ({
    what: 'The size of `/dev/shm` is not below the memory limit of a container that mounts it.',
    why: 'Pages of a volume in memory are charged to the container that writes them. It is out of memory before the volume is full.',
    source: 'Kubernetes documentation, Volumes (emptyDir, memory medium).',
    bad: shmJob('64Gi'),
    good: shmJob('16Gi'),
  }),
};

function shmJob(size: string): string {
  return jobWith(
    'image: trainer:1\nresources:\n  limits:\n    memory: 32Gi\nvolumeMounts:\n  - name: shm\n    mountPath: /dev/shm',
    `restartPolicy: Never\nvolumes:\n  - name: shm\n    emptyDir:\n      medium: Memory\n      sizeLimit: ${size}`,
  );
}

/** The `sizeLimit` of a volume in memory at /dev/shm. */
function memoryVolumeSize(container: Container): YamlValue | undefined {
  const mount = container.mountAt('/dev/shm');
  const emptyDir = mount && container.pod.volume(mount.at('name')?.text)?.at('emptyDir');
  return emptyDir?.at('medium')?.text === 'Memory' ? emptyDir.at('sizeLimit') : undefined;
}
