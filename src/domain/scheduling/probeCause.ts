import { t } from '../base/text.ts';
import type { ClusterEvent, Pod } from '../cluster/clusterObject.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import type { Cause } from './diagnosis.ts';

const FAILED = /^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*: ?([\s\S]*)$/;

/** A pod that runs and is not ready, by its probes. `events` are about the pod, the newest first. */
export function probeCause(pod: Pod, events: readonly ClusterEvent[]): Cause | undefined {
  const waiting = pod.containers.filter(({ isInit, state, isReady }) => !isInit && state === 'running' && !isReady);
  if (waiting.length === 0) return undefined;
  const event = events.find(({ reason, message }) => reason === 'Unhealthy' && FAILED.test(message));
  const [, kind = 'Readiness', words = ''] = FAILED.exec(event?.message ?? '') ?? [];
  const probe = kind.toLowerCase();
  const names = waiting.map(({ name }) => name).join(', ');
  if (!event) {
    return {
      id: 'not-ready',
      cause: t('It runs, and is not ready yet: {0}.', names),
      nextStep: t('Its readiness probe has not succeeded so far; wait, or look at its log.'),
      isWaiting: true,
    };
  }
  const answer = answerOf(words);
  return {
    id: `${probe}-probe`,
    cause:
      answer === ''
        ? t('It runs, and its {0} probe fails ({1} times).', probe, event.count)
        : t('It runs, and its {0} probe fails ({1} times): {2}', probe, event.count, answer),
    nextStep: /connection refused/.test(words)
      ? t(
          'Check that the program listens on the port of the probe, on all addresses (0.0.0.0) and not only on 127.0.0.1.',
        )
      : t('Check the path, port and times of the probe, and that the program answers it.'),
    isWaiting: true,
  };
}

function answerOf(words: string): string {
  const status = /HTTP probe failed with statuscode: (\d+)/.exec(words);
  if (status) return t('it answers {0}', status[1] ?? '');
  if (/connection refused/.test(words)) return t('nothing listens on its port');
  if (/timeout|deadline exceeded/i.test(words)) return t('no answer in time');
  return shortLine(words);
}
