import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { appendItem } from '../../lint/fixes/appendItem.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** rdma-ipc-lock */
export const rdmaIpcLock: ManifestRule = {
  id: 'rdma-ipc-lock',
  aliases: ['rdma-memlock'],
  on: 'container',
  needs: ['limits'],
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  isAboutAbsence: true,
  check(container, report) {
    if (container.pod.isCompletedElsewhere) return;
    const rdma = Array.from(container.at('resources', 'limits')?.items() ?? []).find(({ key }) =>
      key?.startsWith('rdma/'),
    );
    if (!rdma || container.isPrivileged) return;
    const added = container.at('securityContext', 'capabilities', 'add');
    for (const capability of added?.items() ?? []) {
      if (capability.text === undefined || /^(?:CAP_)?(?:IPC_LOCK|SYS_ADMIN)$|^ALL$/.test(capability.text)) return;
    }
    report.at(
      rdma.headSpan,
      t('RDMA registers memory, for which the container lacks the capability “{0}”.', 'IPC_LOCK'),
      {
        fixes: () =>
          choiceFix(
            t('Add the capability'),
            added
              ? appendItem(added, 'IPC_LOCK')
              : insertUnder(container.value, ['securityContext', 'capabilities'], 'add: [IPC_LOCK]'),
          ),
      },
    );
  },
  page: () => ({
    what: 'A container with an RDMA device and without the capability `IPC_LOCK`.',
    why: 'Registered memory must not be swapped, and locking it is limited to few kilobytes without the capability. Opening the device then fails.',
    source: 'README of the RDMA shared device plugin (example pod); mlock(2).',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    rdma/hca: 1'),
    good: jobWith(
      'image: trainer:1\nresources:\n  limits:\n    rdma/hca: 1\nsecurityContext:\n  capabilities:\n    add: [IPC_LOCK]',
    ),
  }),
};
