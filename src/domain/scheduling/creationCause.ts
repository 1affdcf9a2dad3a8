import { t } from '../base/text.ts';
import { conditionOf, shortLine } from '../cluster/objectHealth.ts';
import { type Cause, eventsAbout, type Situation } from './diagnosis.ts';
import { quotaCause } from './quotaCause.ts';

/** Why the controller of a workload could not make its pods, from the API server's refusal. Undefined: nothing was refused. */
export function creationCause(situation: Situation): Cause | undefined {
  const refusal = refusalOf(situation);
  if (refusal === undefined) return undefined;
  const quota = quotaCause(refusal, situation);
  if (quota) return quota;
  for (const { pattern, say } of CASES) {
    const match = pattern.exec(refusal);
    if (match) return { isWaiting: false, ...say(match) };
  }
  return {
    id: 'refused',
    cause: t('The API server refuses its pods: {0}', shortLine(reasonIn(refusal), 400)),
    nextStep: t('Change the manifest as the message says.'),
    isWaiting: false,
  };
}

/** The newest refusal that is not older than a pod that was made since. */
function refusalOf(situation: Situation): string | undefined {
  for (const { meta, conditions } of situation.workloads) {
    const failure = conditionOf(conditions, 'ReplicaFailure');
    if (failure?.status === 'True' && failure.message) return failure.message;
    const event = eventsAbout(situation, meta.uid).find(({ reason }) =>
      /FailedCreate|ResourcesCreationFailed/.test(reason),
    );
    if (event) return event.message;
  }
  return undefined;
}

const reasonIn = (message: string) =>
  message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^Error creating: /, '')
    .replace(/^pods "[^"]*" is forbidden: /, '');

const CASES: readonly {
  readonly pattern: RegExp;
  readonly say: (match: RegExpExecArray) => Omit<Cause, 'isWaiting'> & { readonly isWaiting?: boolean };
}[] = [
  {
    pattern: /violates PodSecurity "([^"]+)": ([\s\S]*)$/,
    say: (match) => ({
      id: 'pod-security',
      cause: t(
        'The namespace allows only pods of the security level {0}, and this one is not: {1}',
        match[1] ?? '',
        shortLine(match[2] ?? '', 400),
      ),
      nextStep: t('Set the securityContext fields that the message names, or use a namespace with a lower level.'),
    }),
  },
  {
    pattern: /ValidatingAdmissionPolicy '([^']+)' .*denied request: ([\s\S]*)$/,
    say: (match) => ({
      id: 'admission',
      cause: t('The cluster’s policy {0} refuses its pods: {1}', match[1] ?? '', shortLine(match[2] ?? '', 400)),
      nextStep: t('Change the manifest as the policy says.'),
    }),
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request(?: without explanation)?:? ?([\s\S]*)$/,
    say: (match) => ({
      id: 'admission',
      cause: t('The admission check {0} refuses its pods: {1}', match[1] ?? '', shortLine(match[2] ?? '', 400)),
      nextStep: t('Change the manifest as the message says.'),
    }),
  },
  {
    pattern: /failed calling webhook "([^"]+)": ([\s\S]*)$/,
    say: (match) => ({
      id: 'admission-unreachable',
      cause: t(
        'The admission check {0} does not answer, so that no pod can be made: {1}',
        match[1] ?? '',
        shortLine(match[2] ?? ''),
      ),
      nextStep: t('Ask whoever runs the cluster to repair it; the pods come by themselves then.'),
      isWaiting: true,
    }),
  },
  {
    pattern: /service ?account (?:\S+\/)?"?(\S+?)"?: serviceaccount "([^"]+)" not found/i,
    say: (match) => ({
      id: 'service-account-missing',
      cause: t('The service account {0} is not in the namespace.', match[2] ?? ''),
      nextStep: t('Create it, or take serviceAccountName out to use the default one.'),
      fix: { title: t('Use the default service account'), path: ['serviceAccountName'], value: undefined },
    }),
  },
  {
    pattern: /no PriorityClass with name (\S+) was found/,
    say: (match) => ({
      id: 'priority-class-missing',
      cause: t('The cluster has no priority class {0}.', match[1] ?? ''),
      nextStep: t('Use a priority class that is there, or take priorityClassName out.'),
      fix: { title: t('Use the default priority'), path: ['priorityClassName'], value: undefined },
    }),
  },
  {
    pattern:
      /(maximum|minimum) (\S+) (?:usage|limit.*?) per (\w+) is ([^,\s]+), but (?:(?:limit|request) is ([^,\s]+)|no (\w+) is specified)/,
    say: (match) => {
      const [, bound = '', resource = '', scope = '', limit = '', asked = ''] = match;
      const rule = bound === 'maximum' ? t('at most {0}', limit) : t('at least {0}', limit);
      return {
        id: 'limit-range',
        cause: t(
          'The namespace allows {0} of {1} for a {2}, and this one asks for {3}.',
          rule,
          resource,
          scope.toLowerCase(),
          asked === '' ? t('nothing') : asked,
        ),
        nextStep: t('Ask for an amount within the limits of the namespace (LimitRange).'),
      };
    },
  },
];
