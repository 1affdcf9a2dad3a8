import { t } from '../base/text.ts';
import { gpuResource } from '../cluster/gpu.ts';
import { amount } from '../cluster/objectNodes.ts';
import { isFinished } from '../cluster/podHealth.ts';
import { parseQuantity } from '../cluster/quantity.ts';
import type { Cause, Situation } from './diagnosis.ts';

/** The refusal of a quota. Source: resource quota admission of Kubernetes 1.20 to 1.34. */
const EXCEEDED = /exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+)$/;
const UNNAMED = /failed quota: ([^:]+): must specify (.+)$/;

/** `exceeded quota: gpus, requested: requests.nvidia.com/gpu=2, used: …, limited: …` in words, with who uses it. */
export function quotaCause(message: string, situation: Situation): Cause | undefined {
  const exceeded = EXCEEDED.exec(message.trim());
  if (exceeded) {
    const [, quota = '', requested = '', used = '', limited = ''] = exceeded;
    return exceededCause(
      { quota, requested: amountsIn(requested), used: amountsIn(used), limited: amountsIn(limited) },
      situation,
    );
  }
  const unnamed = UNNAMED.exec(message.trim());
  if (!unnamed) return undefined;
  const [, quota = '', rest = ''] = unnamed;
  const names = rest
    .replace(/;/g, ',')
    .split(',')
    .map((part) => part.replace(/ for: .*/, '').trim());
  return {
    id: 'quota-unnamed',
    cause: t('The quota {0} of the namespace wants {1} to be named, and the pod does not.', quota, names.join(', ')),
    nextStep: t('Set {0} in resources of every container.', names.join(', ')),
    isWaiting: false,
  };
}

interface Excess {
  readonly quota: string;
  readonly requested: ReadonlyMap<string, string>;
  readonly used: ReadonlyMap<string, string>;
  readonly limited: ReadonlyMap<string, string>;
}

function exceededCause({ quota, requested, used, limited }: Excess, situation: Situation): Cause {
  const over = Array.from(requested, ([name, asks]) => ({
    name,
    asks: parseQuantity(asks) ?? 0,
    uses: parseQuantity(used.get(name)) ?? 0,
    limit: parseQuantity(limited.get(name)) ?? 0,
  }));
  const [first = { name: '', asks: 0, uses: 0, limit: 0 }] = over;
  const say = (value: number) => amount(first.name, value);
  const isNever = first.asks > first.limit;
  const holders = holdersOf(first.name, situation);
  return {
    id: 'quota',
    cause: isNever
      ? t(
          'It asks for {0} of {1}, and the quota {2} of the namespace allows {3} in all: it can never start as it is.',
          say(first.asks),
          first.name,
          quota,
          say(first.limit),
        )
      : t(
          'It asks for {0} of {1}, and of the {2} that the quota {3} of the namespace allows {4} are used.',
          say(first.asks),
          first.name,
          say(first.limit),
          quota,
          say(first.uses),
        ),
    nextStep: nextStepOf({ isNever, limit: say(first.limit), holders }),
    isWaiting: !isNever,
    others: over.slice(1).map(({ name, asks, uses, limit }) => ({
      id: 'quota',
      text: t('{0}: asks for {1}, {2} of {3} used', name, amount(name, asks), amount(name, uses), amount(name, limit)),
    })),
  };
}

function nextStepOf({
  isNever,
  limit,
  holders,
}: {
  readonly isNever: boolean;
  readonly limit: string;
  readonly holders: readonly string[];
}): string {
  if (isNever) return t('Ask for at most {0}, or have the quota raised.', limit);
  if (holders.length === 0) return t('Wait until others in the namespace end, ask for less, or have the quota raised.');
  return t('Wait until one of these ends: {0}. Or ask for less, or have the quota raised.', holders.join(', '));
}

/** Pods of the namespace that use it up, the largest first. Only what pods ask for can be told of them. */
function holdersOf(name: string, { pods = [], workloads }: Situation): readonly string[] {
  const resource = name.replace(/^requests\./, '');
  const namespace = workloads[0]?.meta.namespace;
  if (name !== resource || gpuResource(resource) || resource === 'cpu' || resource === 'memory') {
    return pods
      .filter(({ meta, requests }) => meta.namespace === namespace && (requests.get(resource) ?? 0) > 0)
      .filter((pod) => !isFinished(pod))
      .toSorted((a, b) => (b.requests.get(resource) ?? 0) - (a.requests.get(resource) ?? 0))
      .slice(0, 3)
      .map(({ meta, requests }) => `${meta.name} (${amount(resource, requests.get(resource) ?? 0)})`);
  }
  return [];
}

/** `a=1,b=2`; amounts hold no comma. */
function amountsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').flatMap((part) => {
      const at = part.lastIndexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const];
    }),
  );
}
