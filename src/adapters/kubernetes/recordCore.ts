import type { Claim, ClusterEvent, Node, Quota, Service, Taint } from '../../domain/cluster/clusterObject.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import { type Fields, fieldsIn, listIn, numberIn, textIn, textsIn } from './fields.ts';
import type { Interner } from './interner.ts';
import { amountsOf, conditionsOf, metaOf } from './recordMeta.ts';

export function nodeOf(object: Fields, interner: Interner): Node | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const status = fieldsIn(object, 'status');
  const info = fieldsIn(status, 'nodeInfo');
  const said = (name: string): string => interner.text(textIn(info, name) ?? '');
  return {
    kind: 'Node',
    meta,
    isSchedulable: spec['unschedulable'] !== true,
    taints: interner.part('taints', spec['taints'], () => listIn(spec, 'taints').map(taintOf)),
    capacity: amountsOf(status['capacity'], interner),
    allocatable: amountsOf(status['allocatable'], interner),
    conditions: conditionsOf(status, interner),
    kubeletVersion: said('kubeletVersion'),
    architecture: said('architecture'),
    osImage: said('osImage'),
    containerRuntime: said('containerRuntimeVersion'),
  };
}

export function serviceOf(object: Fields, interner: Interner): Service | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const clusterIp = textIn(spec, 'clusterIP');
  return {
    kind: 'Service',
    meta,
    type: interner.text(textIn(spec, 'type') ?? 'ClusterIP'),
    selector: interner.texts(spec['selector']),
    ports: listIn(spec, 'ports').map((raw) => {
      const name = textIn(raw, 'name');
      const port = numberIn(raw, 'port') ?? 0;
      // A number, or the name of a port of the pod.
      const target = numberIn(raw, 'targetPort') ?? textIn(raw, 'targetPort') ?? port;
      return { port, targetPort: String(target), ...(name === undefined ? {} : { name }) };
    }),
    ...(clusterIp === undefined ? {} : { clusterIp }),
  };
}

export function claimOf(object: Fields, interner: Interner): Claim | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const status = fieldsIn(object, 'status');
  const storageClass = interner.text(textIn(spec, 'storageClassName'));
  const volume = textIn(spec, 'volumeName');
  const capacityBytes = parseQuantity(fieldsIn(status, 'capacity')['storage']);
  return {
    kind: 'Claim',
    meta,
    phase: textIn(status, 'phase') ?? 'Pending',
    accessModes: textsIn(spec, 'accessModes'),
    requestedBytes: parseQuantity(fieldsIn(fieldsIn(spec, 'resources'), 'requests')['storage']) ?? 0,
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(volume === undefined ? {} : { volume }),
    ...(capacityBytes === undefined ? {} : { capacityBytes }),
  };
}

export function quotaOf(object: Fields, interner: Interner): Quota | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const status = fieldsIn(object, 'status');
  // Until the controller has counted, the status is empty and the limits stand in the specification alone.
  const hard = status['hard'] ?? fieldsIn(object, 'spec')['hard'];
  return { kind: 'Quota', meta, hard: amountsOf(hard, interner), used: amountsOf(status['used'], interner) };
}

export function eventOf(object: Fields, interner: Interner): ClusterEvent | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const series = fieldsIn(object, 'series');
  const from = textIn(fieldsIn(object, 'source'), 'component') ?? textIn(object, 'reportingComponent') ?? '';
  return {
    kind: 'Event',
    meta,
    type: object['type'] === 'Warning' ? 'Warning' : 'Normal',
    reason: interner.text(textIn(object, 'reason') ?? ''),
    message: interner.text(textIn(object, 'message') ?? ''),
    count: numberIn(series, 'count') ?? numberIn(object, 'count') ?? 1,
    lastSeen:
      interner.date(series['lastObservedTime']) ??
      interner.date(object['lastTimestamp']) ??
      interner.date(object['eventTime']) ??
      meta.createdAt,
    about: aboutOf(fieldsIn(object, 'involvedObject'), interner),
    from: interner.text(from),
  };
}

function aboutOf(raw: Fields, interner: Interner): ClusterEvent['about'] {
  const namespace = interner.text(textIn(raw, 'namespace'));
  return {
    kind: interner.text(textIn(raw, 'kind') ?? ''),
    name: textIn(raw, 'name') ?? '',
    uid: textIn(raw, 'uid') ?? '',
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function taintOf(raw: Fields): Taint {
  const value = textIn(raw, 'value');
  return {
    key: textIn(raw, 'key') ?? '',
    effect: textIn(raw, 'effect') ?? '',
    ...(value === undefined ? {} : { value }),
  };
}
