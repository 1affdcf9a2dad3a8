import { t } from '../base/text.ts';
import type { ClusterEvent } from '../cluster/clusterObject.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import type { Cause } from './diagnosis.ts';

const CASES: readonly {
  readonly reason: RegExp;
  readonly pattern: RegExp;
  readonly say: (match: RegExpExecArray) => Cause;
}[] = [
  {
    reason: /^FailedMount$/,
    pattern: /for volume "([^"]+)" : (secret|configmap) "([^"]+)" not found/,
    say: ([, volume = '', kind = '', name = '']) => ({
      id: kind === 'secret' ? 'secret-missing' : 'config-map-missing',
      cause:
        kind === 'secret'
          ? t('The secret {0}, which it mounts as {1}, is not in the namespace.', name, volume)
          : t('The config map {0}, which it mounts as {1}, is not in the namespace.', name, volume),
      nextStep: t('Create it; the pod starts by itself then.'),
      isWaiting: true,
    }),
  },
  {
    reason: /^FailedMount$/,
    pattern: /references non-existent (secret|config) key:? (\S+)/,
    say: ([, kind = '', key = '']) => ({
      id: 'key-missing',
      cause: t(
        'A volume of it wants the key {0} of a {1}, which has none.',
        key,
        kind === 'secret' ? 'Secret' : 'ConfigMap',
      ),
      nextStep: t('Add the key, or correct its name in the manifest.'),
      isWaiting: true,
    }),
  },
  {
    reason: /^FailedAttachVolume$/,
    pattern: /Multi-Attach error for volume "([^"]+)"([\s\S]*)$/,
    say: ([, volume = '', rest = '']) => ({
      id: 'claim-in-use',
      cause: t('The volume {0} is still attached to another node: {1}', volume, shortLine(rest)),
      nextStep: t(
        'Wait until the pod that has it ends, or run both on one node; a ReadWriteOnce volume is for one node.',
      ),
      isWaiting: true,
    }),
  },
  {
    reason: /^FailedMount$|^FailedAttachVolume$|^FailedMapVolume$/,
    pattern: /^(?:[\w.]+ failed for volume "([^"]+)" : )?([\s\S]+)$/,
    say: ([, volume = '', words = '']) => ({
      id: 'volume-mount',
      cause:
        volume === ''
          ? t('A volume cannot be mounted: {0}', shortLine(words, 400))
          : t('The volume {0} cannot be mounted: {1}', volume, shortLine(words, 400)),
      nextStep: t('Correct the volume in the manifest, or ask whoever runs the storage.'),
      isWaiting: true,
    }),
  },
  {
    reason: /^FailedCreatePodSandBox$/,
    pattern: /([\s\S]+)$/,
    say: ([, words = '']) => ({
      id: 'sandbox',
      cause: t('The node cannot set up the pod’s network or sandbox: {0}', shortLine(words, 400)),
      nextStep: t('Ask whoever runs the cluster to look at the network plugin of the node.'),
      isWaiting: true,
    }),
  },
];

/** What a pod that has a node still waits for: volumes, secrets, its network. `events` are about the pod, the newest first. */
export function needCause(events: readonly ClusterEvent[]): Cause | undefined {
  // What came after: then it is done.
  const started = events.findIndex(({ reason }) => reason === 'Started' || reason === 'Created');
  const open = started < 0 ? events : events.slice(0, started);
  for (const { reason, pattern, say } of CASES) {
    for (const event of open) {
      const match = reason.test(event.reason) ? pattern.exec(event.message) : null;
      if (match) return say(match);
    }
  }
  return undefined;
}
