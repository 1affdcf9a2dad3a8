import type { Amounts } from '../../domain/cluster/clusterObject.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import { type Fields, fieldsIn, listIn } from './fields.ts';

/**
 * What a pod with this specification asks of a node, as the scheduler counts it: its containers together with init containers that go on
 * running (sidecars), or the largest moment of its start, when an init container runs beside the sidecars before it; then what the pod
 * as a whole asks for instead, and the overhead of its runtime. A limit without a request is a request.
 * Sources: Kubernetes documentation, "Init Containers", "Sidecar Containers", "Pod-level resources" and "Pod Overhead".
 */
export function podRequests(spec: Fields): Amounts {
  const sidecars = new Map<string, number>();
  const highest = new Map<string, number>();
  for (const container of listIn(spec, 'initContainers')) {
    const asked = askedBy(container);
    if (container['restartPolicy'] === 'Always') add(sidecars, asked);
    else raise(highest, sum(sidecars, asked));
    raise(highest, sidecars);
  }
  const running = new Map(sidecars);
  for (const container of listIn(spec, 'containers')) add(running, askedBy(container));
  raise(highest, running);
  for (const [name, amount] of askedBy(spec)) highest.set(name, amount);
  add(highest, amounts(fieldsIn(spec, 'overhead')));
  return highest;
}

function askedBy(container: Fields): Map<string, number> {
  const resources = fieldsIn(container, 'resources');
  return new Map([...amounts(fieldsIn(resources, 'limits')), ...amounts(fieldsIn(resources, 'requests'))]);
}

function amounts(raw: Fields): [string, number][] {
  return Object.entries(raw).flatMap(([name, value]): [string, number][] => {
    const amount = parseQuantity(value);
    return amount === undefined ? [] : [[name, amount]];
  });
}

function add(total: Map<string, number>, more: Iterable<readonly [string, number]>): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0) + amount);
}

function sum(one: Amounts, other: Amounts): Map<string, number> {
  const total = new Map(one);
  add(total, other);
  return total;
}

function raise(highest: Map<string, number>, to: Amounts): void {
  for (const [name, amount] of to) highest.set(name, Math.max(highest.get(name) ?? 0, amount));
}
