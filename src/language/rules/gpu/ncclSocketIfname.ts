import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** nccl-socket-ifname */
export const ncclSocketIfname: ManifestRule = {
  id: 'nccl-socket-ifname',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    const entry = container.env('NCCL_SOCKET_IFNAME');
    const value = entry?.at('value');
    if (!entry || value?.text === undefined) return;
    // A list of prefixes; “=” makes them exact, “^” leaves them out.
    const names = value.text.replace(/^=/, '').split(',');
    const isHost = container.pod.spec.at('hostNetwork')?.boolean === true;
    if (!names.every((name) => name === 'lo' || (isHost && name === 'eth0'))) return;
    const message = names.includes('lo')
      ? t('“lo” reaches no other pod: NCCL between pods will not connect.')
      : t('On the network of the node the interface is seldom “eth0”: NCCL between nodes may not connect.');
    report.at(value.span, message, {
      fixes: () => choiceFix(t('Remove the variable'), removeEntry(entry)),
    });
  },
  page: () => ({
    what: 'NCCL is told to use the loopback interface, or `eth0` on the network of the node.',
    why: 'Pods cannot reach one another there. The first collective operation waits for minutes and fails.',
    source: 'NCCL documentation, NCCL_SOCKET_IFNAME.',
    bad: jobWith(
      'image: trainer:1\nenv:\n  - name: NCCL_DEBUG\n    value: WARN\n  - name: NCCL_SOCKET_IFNAME\n    value: lo',
    ),
    good: jobWith('image: trainer:1\nenv:\n  - name: NCCL_SOCKET_IFNAME\n    value: eth0'),
  }),
};
