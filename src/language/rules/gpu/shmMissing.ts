import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { appendItem } from '../../lint/fixes/appendItem.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { TextEdit } from '../../lint/finding.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';
import { runsTorch } from '../../manifest/mlWords.ts';

const TWO_GPUS =
  'image: pytorch/pytorch:2.6.0\nresources:\n  requests: {cpu: 16, memory: 64Gi}\n  limits:\n    nvidia.com/gpu: 2';
const TOLERANT = 'restartPolicy: Never\ntolerations:\n  - operator: Exists';

/** shm-missing */
export const shmMissing: ManifestRule = {
  id: 'shm-missing',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  isAboutAbsence: true,
  check(container, report) {
    if (container.kind !== 'main' || container.gpus.length === 0) return;
    const { pod } = container;
    // KubeRay and the notebook controller bring a /dev/shm of their own.
    if (pod.isCompletedElsewhere || pod.object.group === 'ray.io' || pod.purpose === 'notebook') return;
    const count = container.gpus.reduce((sum, gpu) => sum + (gpu.count ?? 0), 0);
    if (count < 2 || !runsTorch(container) || container.mountAt('/dev/shm') || pod.spec.at('hostIPC')?.boolean === true)
      return;
    report.at(
      container.head,
      t('“/dev/shm” has 64 MB, and PyTorch on several GPUs needs more: mount a volume in memory there.'),
      {
        fixes: () => {
          const edits = shmEdits(container);
          return edits.length === 0 ? [] : [{ title: t('Mount memory at /dev/shm'), edits, isSafe: false }];
        },
      },
    );
  },
  page: () => ({
    what: 'PyTorch on several GPUs of one container without a volume at `/dev/shm`.',
    why: 'Workers of the data loader and NCCL share data through `/dev/shm`. Container engines give it 64 MB; what does not fit ends with “bus error”.',
    source:
      'PyTorch documentation (torch.utils.data, shared memory); NCCL documentation, Troubleshooting (shared memory).',
    bad: jobWith(TWO_GPUS, TOLERANT),
    good: jobWith(
      `${TWO_GPUS}\nvolumeMounts:\n  - name: shm\n    mountPath: /dev/shm`,
      `${TOLERANT}\nvolumes:\n  - name: shm\n    emptyDir:\n      medium: Memory\n      sizeLimit: 16Gi`,
    ),
  }),
};

function shmEdits(container: Container): readonly TextEdit[] {
  const { spec } = container.pod;
  const mounts = container.at('volumeMounts');
  const volumes = spec.at('volumes');
  const mountLines = 'name: dshm\nmountPath: /dev/shm';
  const volumeLines = 'name: dshm\nemptyDir:\n  medium: Memory\n  sizeLimit: 8Gi';
  const mount = mounts
    ? appendItem(mounts, mountLines)
    : insertUnder(container.value, [], listOf('volumeMounts', mountLines));
  const volume = volumes ? appendItem(volumes, volumeLines) : insertUnder(spec, [], listOf('volumes', volumeLines));
  if (!mount || !volume) return [];
  // Both at the end of one line are one edit: nobody agrees on the order of two.
  return mount.start === volume.start ? [{ ...mount, newText: mount.newText + volume.newText }] : [mount, volume];
}

function listOf(key: string, lines: string): string {
  return `${key}:\n  - ${lines.replaceAll('\n', '\n    ')}`;
}
