import type { ContainerStatus, Pod, Toleration } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, isFields, listIn, numberIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import { podClaims, podNeeds } from './podNeeds.ts';
import { podRequests } from './podRequests.ts';
import { conditionsOf, metaOf } from './recordMeta.ts';

const PHASES: ReadonlyMap<unknown, Pod['phase']> = new Map(
  (['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const).map((phase) => [phase, phase]),
);
const NOTHING: readonly never[] = [];

/** A pod of the API; undefined when it is no object. Optional fields are absent when empty. */
export function podOf(object: Fields, interner: Interner): Pod | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const status = fieldsIn(object, 'status');
  const shape = shapeOf(spec, interner);
  const claims = podClaims(spec, meta.name);
  const deviceClaims = podDeviceClaims(spec, status);
  const node = interner.text(textIn(spec, 'nodeName'));
  const podIp = textIn(status, 'podIP');
  const startedAt = interner.date(status['startTime']);
  const reason = interner.text(textIn(status, 'reason'));
  const message = interner.text(textIn(status, 'message'));
  return {
    kind: 'Pod',
    meta,
    phase: PHASES.get(status['phase']) ?? 'Unknown',
    containers: containersOf(spec, status, interner),
    conditions: conditionsOf(status, interner),
    claims: claims.length === 0 ? NOTHING : claims,
    ...shape,
    ...(deviceClaims.length === 0 ? {} : { deviceClaims }),
    ...(node === undefined ? {} : { node }),
    ...(podIp === undefined ? {} : { podIp }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Image names and requests of a pod template, for kinds that own pods. */
export function templateOf(
  spec: Fields,
  interner: Interner,
): { readonly images: readonly string[]; readonly requests: Pod['requests'] } {
  const images = [...listIn(spec, 'initContainers'), ...listIn(spec, 'containers')].flatMap(
    (one) => textIn(one, 'image') ?? [],
  );
  return {
    images: interner.shared('images', images.join('\n'), () =>
      [...new Set(images)].map((image) => interner.text(image)),
    ),
    requests: interner.part('requests', resourcesOf(spec), () => podRequests(spec)),
  };
}

type PodShape = Pick<
  Pod,
  'requests' | 'priorityClass' | 'schedulingGates' | 'nodeSelector' | 'tolerations' | 'needs' | 'ports'
>;

/** What pods of one template have in common. */
function shapeOf(spec: Fields, interner: Interner): PodShape {
  const gates = listIn(spec, 'schedulingGates').flatMap((gate) => textIn(gate, 'name') ?? []);
  const priorityClass = interner.text(textIn(spec, 'priorityClassName'));
  const needs = podNeeds(spec);
  const ports = portsOf(spec);
  return {
    requests: interner.part('requests', resourcesOf(spec), () => podRequests(spec)),
    schedulingGates: gates.length === 0 ? NOTHING : gates,
    nodeSelector: interner.texts(spec['nodeSelector']),
    tolerations: interner.part('tolerations', spec['tolerations'], () => listIn(spec, 'tolerations').map(tolerationOf)),
    needs: interner.shared('needs', needs.join(' '), () => needs),
    ports: interner.part('ports', ports, () => ports),
    ...(priorityClass === undefined ? {} : { priorityClass }),
  };
}

/** What the requests depend on, and nothing else, so that equal ones are found. */
function resourcesOf(spec: Fields): readonly unknown[] {
  const init = listIn(spec, 'initContainers').map((one) => [one['restartPolicy'], one['resources']]);
  return [init, listIn(spec, 'containers').map((one) => one['resources']), spec['resources'], spec['overhead']];
}

function portsOf(spec: Fields): Pod['ports'] {
  return listIn(spec, 'containers').flatMap((container) =>
    listIn(container, 'ports').flatMap((one) => {
      const port = numberIn(one, 'containerPort');
      const name = textIn(one, 'name');
      if (port === undefined) return [];
      return [{ ...(name === undefined ? {} : { name }), port, container: textIn(container, 'name') ?? '' }];
    }),
  );
}

function tolerationOf(raw: Fields): Toleration {
  const key = textIn(raw, 'key');
  const value = textIn(raw, 'value');
  const effect = textIn(raw, 'effect');
  return {
    operator: raw['operator'] === 'Exists' ? 'Exists' : 'Equal',
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** In the order of the specification; containers that have no status yet are waiting. */
function containersOf(spec: Fields, status: Fields, interner: Interner): readonly ContainerStatus[] {
  return [
    ...statusesOf(listIn(spec, 'initContainers'), listIn(status, 'initContainerStatuses'), true, interner),
    ...statusesOf(listIn(spec, 'containers'), listIn(status, 'containerStatuses'), false, interner),
  ];
}

function statusesOf(
  specs: readonly Fields[],
  statuses: readonly Fields[],
  isInit: boolean,
  interner: Interner,
): readonly ContainerStatus[] {
  return specs.map((spec) => {
    const status = statuses.find((one) => one['name'] === spec['name']);
    if (status !== undefined) return containerOf(spec, status, isInit, interner);
    const name = interner.text(textIn(spec, 'name') ?? '');
    const image = interner.text(textIn(spec, 'image') ?? '');
    return interner.shared('unstarted', `${isInit} ${name} ${image}`, () => ({
      name,
      image,
      isInit,
      isReady: false,
      restarts: 0,
      state: 'waiting' as const,
    }));
  });
}

function containerOf(spec: Fields, status: Fields, isInit: boolean, interner: Interner): ContainerStatus {
  const now = stateOf(fieldsIn(status, 'state'), interner);
  const last = stateOf(fieldsIn(status, 'lastState'), interner);
  const imageId = interner.text(textIn(status, 'imageID'));
  return {
    name: interner.text(textIn(spec, 'name') ?? ''),
    image: interner.text(textIn(status, 'image') ?? textIn(spec, 'image') ?? ''),
    isInit,
    isReady: status['ready'] === true,
    restarts: numberIn(status, 'restartCount') ?? 0,
    ...now,
    ...(last.state === 'terminated' ? { last: endOf(last) } : {}),
    ...(imageId === undefined ? {} : { imageId }),
  };
}

type State = Pick<ContainerStatus, 'state' | 'reason' | 'message' | 'exitCode' | 'startedAt' | 'finishedAt'>;

function stateOf(raw: Fields, interner: Interner): State {
  const state = (['terminated', 'running', 'waiting'] as const).find((name) => isFields(raw[name]));
  if (state === undefined) return { state: 'unknown' };
  const fields = fieldsIn(raw, state);
  const reason = interner.text(textIn(fields, 'reason'));
  const message = interner.text(textIn(fields, 'message'));
  const exitCode = numberIn(fields, 'exitCode');
  const startedAt = interner.date(fields['startedAt']);
  const finishedAt = interner.date(fields['finishedAt']);
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

function endOf({ reason, exitCode, finishedAt }: State): NonNullable<ContainerStatus['last']> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

/** Those that it names, and those that were made of templates: the status tells their names once they are there. */
function podDeviceClaims(spec: Fields, status: Fields): readonly string[] {
  if (!Array.isArray(spec['resourceClaims'])) return NOTHING;
  const named = listIn(spec, 'resourceClaims').flatMap((claim) => textIn(claim, 'resourceClaimName') ?? []);
  const made = listIn(status, 'resourceClaimStatuses').flatMap((claim) => textIn(claim, 'resourceClaimName') ?? []);
  return [...new Set([...named, ...made])];
}
