import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Node, Pod } from '../cluster/clusterObject.ts';
import { gpuResource } from '../cluster/gpu.ts';
import { isFinished } from '../cluster/podHealth.ts';
import { amountText, countOnly } from './amountText.ts';
import type { Cause, Finding, ManifestFix } from './diagnosis.ts';
import { fitsOf, type NodeFit, type Obstacle } from './nodeFit.ts';

type Shortage = Extract<Obstacle, { readonly kind: 'insufficient' }>;

/**
 * Why no node takes a pod, from the nodes themselves. `pods` absent: what is free is not known, and only what can never fit is found.
 * Undefined: as far as these facts go it fits somewhere; the scheduler knows of rules that are not among them.
 */
export function placementCause(pod: Pod, nodes: readonly Node[], pods: readonly Pod[] | undefined): Cause | undefined {
  if (nodes.length === 0) {
    return {
      id: 'no-nodes',
      cause: t('The cluster has no nodes.'),
      nextStep: t('Wait for the cluster to add one, or ask whoever runs it.'),
      isWaiting: true,
    };
  }
  const fits = fitsOf(pod, nodes, pods ?? []);
  // What the pod's own labels leave is what it means; where they leave nothing they are the cause.
  const labelled = fits.filter(({ obstacles }) => !obstacles.some(({ kind }) => kind === 'label'));
  const meant = labelled.length > 0 ? labelled : fits;
  const absent = absentResource(pod, meant);
  if (absent) return absent;
  const candidates = candidatesOf(pod, meant);
  const best = bestOf(candidates);
  if (!best || best.obstacles.length === 0) return undefined;
  const main = best.obstacles.toSorted((a, b) => weightOf(a) - weightOf(b))[0];
  return main && causeOf(main, { pod, candidates, best, pods });
}

/** Every extended resource that is asked for must be offered by some node. */
function absentResource(pod: Pod, fits: readonly NodeFit[]): Cause | undefined {
  const { requests } = pod;
  const missing = Array.from(requests.keys()).find(
    (name) =>
      name.includes('/') &&
      (requests.get(name) ?? 0) > 0 &&
      fits.every(({ node }) => !((node.allocatable.get(name) ?? 0) > 0)),
  );
  if (missing === undefined) return undefined;
  const asked = requests.get(missing) ?? 0;
  const broken = fits.filter(({ node }) => (node.capacity.get(missing) ?? 0) > 0);
  if (broken.length > 0) {
    return {
      id: 'gpu-unhealthy',
      cause: t(
        'It asks for {0}, and all on the nodes that it may use are unhealthy or not offered ({1}).',
        amountText(missing, asked),
        namesOf(broken),
      ),
      nextStep: t('Ask whoever runs the nodes to look at the device plugin and the devices.'),
      isWaiting: true,
    };
  }
  const offered = Array.from(
    new Set(fits.flatMap(({ node }) => Array.from(node.allocatable.keys()).filter(gpuResource))),
  ).sort();
  const fix = otherResource(pod, missing, offered);
  return {
    id: 'no-such-resource',
    ...(fix ? { fix } : {}),
    cause: t('It asks for {0} of {1}, and no node that it may use offers that.', asked, missing),
    nextStep:
      offered.length === 0
        ? t('Ask for what the nodes have, or add a node with it; no node offers any GPUs.')
        : t('Ask for what the nodes offer: {0}.', offered.join(', ')),
    isWaiting: false,
  };
}

/** The nodes with the devices that it asks for. */
function candidatesOf({ requests }: Pod, fits: readonly NodeFit[]): readonly NodeFit[] {
  const devices = Array.from(requests.keys()).filter((name) => name.includes('/') && (requests.get(name) ?? 0) > 0);
  const equipped = fits.filter(({ node }) => devices.every((name) => (node.allocatable.get(name) ?? 0) > 0));
  return equipped.length > 0 ? equipped : fits;
}

function bestOf(fits: readonly NodeFit[]): NodeFit | undefined {
  const weigh = ({ obstacles }: NodeFit) => obstacles.reduce((sum, obstacle) => sum + 100 + weightOf(obstacle), 0);
  return fits.toSorted((a, b) => weigh(a) - weigh(b) || missing(a) - missing(b))[0];
}

function missing({ obstacles }: NodeFit): number {
  return obstacles.reduce((sum, each) => sum + (each.kind === 'insufficient' ? each.asked - each.free : 0), 0);
}

/** What is nearest to being overcome comes first: waiting for others, tolerating a taint; a control plane's taint is there on purpose. */
function weightOf(obstacle: Obstacle): number {
  switch (obstacle.kind) {
    case 'insufficient':
      return isNever(obstacle) ? 3 : gpuResource(obstacle.resource) ? 0 : 1;
    case 'taint':
      return obstacle.taint.key.startsWith('node-role.kubernetes.io/') ? 7 : 2;
    case 'cordoned':
      return 4;
    case 'notReady':
      return 5;
    case 'label':
      return 6;
    default:
      return assertNever(obstacle);
  }
}

const isNever = ({ asked, allocatable }: Shortage) => asked > allocatable;

interface Place {
  readonly pod: Pod;
  readonly candidates: readonly NodeFit[];
  readonly best: NodeFit;
  readonly pods: readonly Pod[] | undefined;
}

function causeOf(main: Obstacle, place: Place): Cause {
  const others = otherFindings(main, place);
  switch (main.kind) {
    case 'insufficient':
      return { ...shortageCause(main.resource, place), others };
    case 'taint':
      return { ...taintCause(main.taint, place), others };
    case 'label':
      return { ...labelCause(place), others };
    case 'cordoned':
      return {
        id: 'cordoned',
        cause: t('The nodes that fit take no new pods (cordoned): {0}.', namesOf(withKind(place, 'cordoned'))),
        nextStep: t('Wait until the nodes are open again, or uncordon one if that is yours to decide.'),
        isWaiting: true,
        others,
      };
    case 'notReady':
      return {
        id: 'node-not-ready',
        cause: t('The nodes that fit are not ready: {0}.', namesOf(withKind(place, 'notReady'))),
        nextStep: t('Look at the nodes; the pod starts when one is ready again.'),
        isWaiting: true,
        others,
      };
    default:
      return assertNever(main);
  }
}

const withKind = ({ candidates }: Place, kind: Obstacle['kind']) =>
  candidates.filter(({ obstacles }) => obstacles.some((each) => each.kind === kind));

function shortageCause(resource: string, { pod, candidates, pods }: Place): Cause {
  const asked = pod.requests.get(resource) ?? 1;
  const open = candidates.filter(({ obstacles }) => obstacles.every(({ kind }) => kind === 'insufficient'));
  const nodes = open.length > 0 ? open : candidates;
  const largest = nodes.toSorted((a, b) => allocatable(b, resource) - allocatable(a, resource))[0];
  const most = largest ? allocatable(largest, resource) : 0;
  const ask = amountText(resource, asked);
  if (asked > most) {
    const fix = smallerAsk(pod, resource, most);
    return {
      id: 'never-fits',
      cause: t(
        'It asks for {0}, and no node that it may use has more than {1} ({2}): it can never start as it is.',
        ask,
        countOnly(resource, most),
        largest?.node.meta.name ?? '',
      ),
      nextStep: t('Ask for at most {0} a pod, or spread the work over several pods.', countOnly(resource, most)),
      isWaiting: false,
      ...(fix ? { fix } : {}),
    };
  }
  const freest = nodes.toSorted((a, b) => freeOf(b, resource) - freeOf(a, resource))[0];
  const free = freest ? freeOf(freest, resource) : 0;
  const name = freest?.node.meta.name ?? '';
  return {
    id: gpuResource(resource) ? 'insufficient-gpu' : `insufficient-${resource}`,
    cause:
      free > 0
        ? t(
            'It asks for {0}, and the largest free block on one node is {1}, on {2}.',
            ask,
            countOnly(resource, free),
            name,
          )
        : t('It asks for {0}, and none is free on any node that it may use.', ask),
    nextStep: waitText({ resource, asked, nodes, pods: pods ?? [], self: pod }),
    isWaiting: true,
  };
}

const allocatable = ({ node }: NodeFit, resource: string) => node.allocatable.get(resource) ?? 0;
const freeOf = (fit: NodeFit, resource: string) =>
  Math.max(0, allocatable(fit, resource) - (fit.held.get(resource) ?? 0));

/** For whom it waits: the pods on the node where the least must end. */
function waitText(wait: {
  readonly resource: string;
  readonly asked: number;
  readonly nodes: readonly NodeFit[];
  readonly pods: readonly Pod[];
  readonly self: Pod;
}): string {
  const { resource, asked, nodes, pods, self } = wait;
  const target = nodes
    .filter((fit) => allocatable(fit, resource) >= asked)
    .toSorted((a, b) => freeOf(b, resource) - freeOf(a, resource))[0];
  const holders = pods
    .filter((each) => each.node === target?.node.meta.name && !isFinished(each) && each.meta.uid !== self.meta.uid)
    .map(({ meta, requests }) => ({
      name: `${meta.namespace ?? ''}/${meta.name}`,
      amount: requests.get(resource) ?? 0,
    }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount);
  if (!target || holders.length === 0) return t('Wait until pods end that hold it, or ask for less.');
  const named = holders.slice(0, 3).map(({ name, amount }) => `${name} (${countOnly(resource, amount)})`);
  const names = named.join(', ');
  const rest = holders.length - named.length;
  const node = target.node.meta.name;
  return rest > 0
    ? t('It waits for pods on {0} to end: {1} and {2} more. Or ask for less.', node, names, rest)
    : t('It waits for pods on {0} to end: {1}. Or ask for less.', node, names);
}

/** The amount is that of the only container; of several it is not known which one to change. */
function smallerAsk({ containers }: Pod, resource: string, most: number): ManifestFix | undefined {
  if (containers.length !== 1 || most <= 0 || !gpuResource(resource)) return undefined;
  return {
    title: t('Ask for {0}', amountText(resource, most)),
    path: ['containers', '0', 'resources', 'limits', resource],
    value: most,
    // The server wants both to be equal.
    also: [{ path: ['containers', '0', 'resources', 'requests', resource], value: most }],
  };
}

/** Where the nodes offer one kind of GPU only, that must be meant. */
function otherResource({ containers }: Pod, missing: string, offered: readonly string[]): ManifestFix | undefined {
  const [only] = offered;
  if (containers.length !== 1 || only === undefined || offered.length > 1 || !gpuResource(missing)) return undefined;
  return {
    title: t('Ask for {0} instead of {1}', only, missing),
    path: ['containers', '0', 'resources', 'limits', missing],
    value: undefined,
    rename: only,
    also: [{ path: ['containers', '0', 'resources', 'requests', missing], value: undefined }],
  };
}

function taintCause(
  taint: { readonly key: string; readonly value?: string; readonly effect: string },
  place: Place,
): Cause {
  const { key, value, effect } = taint;
  const text = `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;
  const nodes = place.candidates.filter(({ obstacles }) =>
    obstacles.some((each) => each.kind === 'taint' && each.taint.key === key),
  );
  return {
    id: 'taint',
    cause: t(
      'The nodes that fit keep it away by the taint {0}, which it does not tolerate: {1}.',
      text,
      namesOf(nodes),
    ),
    nextStep: t('Add the toleration if the pod is meant to run on these nodes.'),
    isWaiting: false,
    fix: {
      title: t('Tolerate the taint {0}', text),
      path: ['tolerations', '-'],
      value:
        value === undefined || value === ''
          ? { key, operator: 'Exists', effect }
          : { key, operator: 'Equal', value, effect },
    },
  };
}

function labelCause({ pod, candidates }: Place): Cause {
  const wrong = candidates.flatMap(({ obstacles }) =>
    obstacles.flatMap((each) => (each.kind === 'label' ? [each] : [])),
  );
  const nearest = Array.from(pod.nodeSelector).find(
    ([key]) => wrong.filter((each) => each.key === key).length === candidates.length,
  );
  const [key, wanted] = nearest ?? [wrong[0]?.key ?? '', wrong[0]?.wanted ?? ''];
  const values = Array.from(
    new Set(wrong.flatMap((each) => (each.key === key && each.has !== undefined ? [each.has] : []))),
  ).sort();
  const fix = labelFix(key, values);
  return {
    id: 'selector',
    cause: t('It asks for nodes with the label {0}, and there is none.', `${key}=${wanted}`),
    nextStep:
      values.length === 0
        ? t('No node has the label {0}; take it out of nodeSelector, or label a node.', key)
        : t('Nodes have {0}: {1}. Use one of them.', key, values.slice(0, 10).join(', ')),
    isWaiting: false,
    ...(fix ? { fix } : {}),
  };
}

/** Of several values it is not known which one is meant. */
function labelFix(key: string, [only, ...others]: readonly string[]): ManifestFix | undefined {
  const path = ['nodeSelector', key];
  if (only === undefined) return { title: t('Take {0} out of nodeSelector', key), path, value: undefined };
  return others.length === 0 ? { title: t('Use {0}', `${key}=${only}`), path, value: only } : undefined;
}

/** What else keeps the best node away, and other nodes from being it. */
function otherFindings(main: Obstacle, { candidates }: Place): readonly Finding[] {
  const rest = candidates.flatMap(({ node, obstacles }) =>
    obstacles.filter((each) => each.kind !== main.kind).map((obstacle) => ({ node, obstacle })),
  );
  const groups = Map.groupBy(rest, ({ obstacle }) => obstacleText(obstacle));
  return Array.from(groups, ([text, members]) => ({
    id: members[0]?.obstacle.kind ?? '',
    text: t('{0}: {1}', text, shortList(members.map(({ node }) => node.meta.name))),
  }));
}

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'insufficient':
      return t('not enough {0}', obstacle.resource);
    case 'taint':
      return t('taint {0} is not tolerated', obstacle.taint.key);
    case 'label':
      return t('label {0} is not {1}', obstacle.key, obstacle.wanted);
    case 'cordoned':
      return t('takes no new pods (cordoned)');
    case 'notReady':
      return t('not ready');
    default:
      return assertNever(obstacle);
  }
}

const namesOf = (fits: readonly NodeFit[]) => shortList(fits.map(({ node }) => node.meta.name));

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? t('{0} and {1} more', shown, names.length - 5) : shown;
}
