import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const example = (mount: string): string =>
  podWith(
    `image: nginx:1.27.3\nvolumeMounts:\n  - name: data\n    mountPath: /data${mount}`,
    'volumes:\n  - name: data\n    hostPath:\n      path: /mnt/data',
  );

/** sec-host-path-writable */
export const hostPathWritable: ManifestRule = {
  id: 'sec-host-path-writable',
  on: 'pod',
  kinds: 'pods',
  severity: 'warning',
  isAboutAbsence: true,
  aliases: [
    'kube-linter/writable-host-mount',
    'datree/EKS_INVALID_HOSTPATH_MOUNT_READONLY_VALUE',
    'kyverno/ensure-readonly-hostpath',
  ],
  fix: 'choice',
  check(pod, report) {
    const names = new Set(
      pod.volumes.flatMap((volume) => (volume.at('hostPath') ? (volume.at('name')?.text ?? []) : [])),
    );
    if (names.size === 0) return;
    for (const container of pod.containers) {
      for (const mount of container.mounts) {
        const name = mount.at('name');
        if (name?.text === undefined || !names.has(name.text)) continue;
        const value = mount.at('readOnly');
        if (value && value.boolean !== false) continue;
        report.at(value?.span ?? name.span, t('The container can change the folder of the node.'), {
          fixes: () =>
            choiceFix(
              t('Mount it read-only'),
              value ? replaceValue(value, 'true') : insertUnder(mount, [], 'readOnly: true'),
            ),
        });
      }
    }
  },
  page: () => ({
    what: 'A container mounts a `hostPath` without `readOnly: true`.',
    why: 'It can leave files on the node that others read or run, and fill its disk.',
    source: 'Kubernetes documentation, Volumes: hostPath.',
    bad: example(''),
    good: example('\n    readOnly: true'),
  }),
};
