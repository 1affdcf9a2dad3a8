import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createEngine, type Engine } from '../../src/adapters/docker/engine.ts';
import { endpointOf } from '../../src/adapters/docker/endpointAddress.ts';
import type { Result } from '../../src/domain/base/failure.ts';
import type { Snapshot, Watched } from '../../src/domain/base/watched.ts';
import type { ContainerPlan } from '../../src/domain/engines/containerPlan.ts';
import type { Container, EngineConnection, EngineSnapshot } from '../../src/domain/engines/engine.ts';
import { BUSYBOX } from './testImages.ts';

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** The label by which tests find, and remove, what they made. */
export const TEST_LABEL = 'trainyard.test';
/** Tests that run at the same time on the same engine leave each other's containers alone. */
const OWN = String(process.pid);

/** The address of the engine under test; the test bed puts it there. */
export function testDockerHost(): string {
  const host = process.env['TRAINYARD_TEST_DOCKER_HOST'];
  if (host === undefined) throw new Error('TRAINYARD_TEST_DOCKER_HOST names no engine');
  return host;
}

export function isNewEngine(): boolean {
  return process.env['TRAINYARD_TEST_ENGINE'] === 'new';
}

export function connectionTo(dockerHost: string): EngineConnection {
  return { id: 'test', label: 'test', source: 'setting', endpoint: endpointOf(dockerHost), isCurrent: false };
}

export function testEngine(dockerHost = testDockerHost()): Engine {
  return createEngine(connectionTo(dockerHost));
}

export function testName(): string {
  return `trainyard-test-${randomBytes(5).toString('hex')}`;
}

/** A container of busybox without a network; tests say only what matters to them. */
export function busyboxPlan(script: string, facts: Partial<ContainerPlan> = {}): ContainerPlan {
  return {
    name: testName(),
    image: BUSYBOX,
    command: ['sh', '-c', script],
    environment: new Map(),
    mounts: [],
    ports: [],
    network: 'none',
    ...facts,
    labels: new Map([[TEST_LABEL, OWN], ...(facts.labels ?? [])]),
  };
}

export function valueOf<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** Creates and starts; resolves with the id. */
export async function startContainer(engine: Engine, plan: ContainerPlan): Promise<string> {
  const { id } = valueOf(await engine.control.create(plan, never));
  valueOf(await engine.control.start(id, never));
  return id;
}

/** Removes every container that this process has made. */
export async function removeTestContainers(engine: Engine, label = `${TEST_LABEL}=${OWN}`): Promise<void> {
  const query = { all: true, filters: { label: [label] } };
  const answer = await engine.transport.json({ method: 'GET', path: '/containers/json', query, signal: never });
  const list = valueOf(answer);
  assert.ok(Array.isArray(list));
  await Promise.all(list.map(({ Id }: { Id: string }) => engine.control.remove(Id, true, never)));
}

/** Resolves with the first snapshot for which `wanted` gives something; fails after `ms`. */
export function seen<T, S>(
  watched: Watched<T>,
  wanted: (snapshot: Snapshot<T>) => S | undefined,
  ms = 15_000,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const look = (snapshot: Snapshot<T>): boolean => {
      const found = wanted(snapshot);
      if (found === undefined) return false;
      clearTimeout(limit);
      subscription.dispose();
      resolve(found);
      return true;
    };
    const limit = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`not seen within ${ms} ms; last: ${JSON.stringify(watched.current).slice(0, 1500)}`));
    }, ms);
    const subscription = watched.onDidChange(look);
    look(watched.current);
  });
}

/** The container of a fresh snapshot for which `wanted` holds. */
export function containerSeen(
  watched: Watched<EngineSnapshot>,
  id: string,
  wanted: (container: Container) => boolean,
  ms?: number,
): Promise<Container> {
  return seen(
    watched,
    (snapshot) =>
      snapshot.state === 'ready' && !snapshot.staleSince
        ? snapshot.value.containers.find((container) => container.id === id && wanted(container))
        : undefined,
    ms,
  );
}
