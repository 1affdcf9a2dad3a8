import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';

/** How many are remembered: as many as are found again without reading. */
const KEPT = 8;

/** Objects that something was done with, the latest first; remembered for the workspace. */
export class RecentObjects {
  readonly #stored: StoredValue<readonly ClusterSubject[]>;

  constructor(memory: Memento) {
    this.#stored = storedValue(memory, 'trainyard.clusters.recent.v1', areSubjects);
  }

  get all(): readonly ClusterSubject[] {
    return this.#stored.get() ?? [];
  }

  async add(subject: ClusterSubject): Promise<void> {
    const key = keyOf(subject);
    await this.#stored.set([subject, ...this.all.filter((each) => keyOf(each) !== key)].slice(0, KEPT));
  }

  async forget(subject: ClusterSubject): Promise<void> {
    const key = keyOf(subject);
    await this.#stored.set(this.all.filter((each) => keyOf(each) !== key));
  }
}

/** Equal for rows about the same object. */
export function keyOf(subject: ClusterSubject): string {
  const { kind, clusterId } = subject;
  const namespace = 'namespace' in subject ? subject.namespace : undefined;
  const name = 'name' in subject ? subject.name : undefined;
  const resource = 'resource' in subject ? `${subject.resource.plural}.${subject.resource.group}` : undefined;
  return JSON.stringify([kind, clusterId, resource, namespace, name]);
}

function areSubjects(value: unknown): value is readonly ClusterSubject[] {
  return Array.isArray(value) && value.every(isSubject);
}

/** Written by this class alone; another version may have had other kinds. */
function isSubject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('clusterId' in value)) return false;
  if (typeof value.clusterId !== 'string' || !('name' in value) || typeof value.name !== 'string') return false;
  if (value.kind === 'clusterObject') {
    const resource = 'resource' in value ? value.resource : undefined;
    return (
      typeof resource === 'object' &&
      resource !== null &&
      ['group', 'version', 'plural', 'kind'].every((field) => typeof Reflect.get(resource, field) === 'string')
    );
  }
  return value.kind === 'clusterNode' || (value.kind === 'pod' && 'namespace' in value);
}
