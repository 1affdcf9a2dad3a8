import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { runsTorch } from '../../manifest/mlWords.ts';

/** model-cache-readonly-rootfs */
export const modelCacheReadonlyRootfs: ManifestRule = {
  id: 'model-cache-readonly-rootfs',
  on: 'container',
  needs: ['readOnlyRootFilesystem'],
  kinds: 'pods',
  severity: 'warning',
  isAboutAbsence: true,
  check(container, report) {
    const isReadOnly = container.at('securityContext', 'readOnlyRootFilesystem');
    if (isReadOnly?.boolean !== true || !runsTorch(container)) return;
    if (
      container.mounts.some(
        (mount) => mount.at('readOnly')?.boolean !== true && mount.at('mountPath')?.text !== '/dev/shm',
      )
    )
      return;
    report.at(
      isReadOnly.span,
      t('No folder is writable: caches of models and compiled kernels have no place, and PyTorch fails.'),
    );
  },
  page: () => ({
    what: 'PyTorch in a container whose root file system is read-only and that mounts no writable folder.',
    why: 'The hub’s cache, TorchInductor and Triton write below the home folder and `/tmp`. Without either they fail when they are first used.',
    source: 'Hugging Face Hub documentation (HF_HOME); PyTorch documentation (TORCHINDUCTOR_CACHE_DIR).',
    bad: jobWith('image: pytorch/pytorch:2.6.0\nsecurityContext:\n  readOnlyRootFilesystem: true'),
    good: jobWith(
      'image: pytorch/pytorch:2.6.0\nsecurityContext:\n  readOnlyRootFilesystem: true\nvolumeMounts:\n  - name: tmp\n    mountPath: /tmp',
      'restartPolicy: Never\nvolumes:\n  - name: tmp\n    emptyDir: {}',
    ),
  }),
};
