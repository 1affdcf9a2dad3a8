import type { Container, EngineSnapshot } from '../../domain/engines/engine.ts';
import { RUN_LABELS } from '../../domain/runs/labels.ts';
import type { ContainerDetails } from './records.ts';

interface KnownDetails {
  readonly details: ContainerDetails;
  /** Of the state that they were read in. */
  readonly key: string;
  isFresh: boolean;
}

/** What is known of one engine, put together from lists and inspections. */
export class EngineStore {
  #rest: Omit<EngineSnapshot, 'containers'> | undefined;
  readonly #containers = new Map<string, Container>();
  readonly #details = new Map<string, KnownDetails>();

  /** Takes everything over. Details are kept for show, but read again: what happened in a gap is not known. */
  replace({ containers, ...rest }: EngineSnapshot): void {
    this.#rest = rest;
    this.replaceContainers(containers);
    for (const known of this.#details.values()) known.isFresh = false;
  }

  replaceContainers(containers: readonly Container[]): void {
    this.#containers.clear();
    for (const container of containers) this.#containers.set(container.id, container);
    for (const id of this.#details.keys()) if (!this.#containers.has(id)) this.#details.delete(id);
  }

  /** Takes over what the engine said of these ids; those it did not mention are gone. Says whether any differs from before. */
  updateContainers(ids: ReadonlySet<string>, containers: readonly Container[]): boolean {
    const found = new Map(containers.map((container) => [container.id, container]));
    let isChanged = false;
    for (const id of ids) {
      const container = found.get(id);
      if (!container) {
        isChanged = this.#containers.has(id) || isChanged;
        this.remove(id);
      } else if (faceOf(container) !== faceOf(this.#containers.get(id))) {
        isChanged = true;
        this.#containers.set(id, container);
        this.expire(new Set([id]));
      }
    }
    return isChanged;
  }

  /** Something happened to these: what is known of them is to be asked again. */
  expire(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const known = this.#details.get(id);
      if (known) known.isFresh = false;
    }
  }

  update(part: Partial<Omit<EngineSnapshot, 'containers'>>): void {
    if (this.#rest) this.#rest = { ...this.#rest, ...part };
  }

  setDetails(id: string, details: ContainerDetails): void {
    const container = this.#containers.get(id);
    if (container) this.#details.set(id, { details, key: keyOf(container), isFresh: true });
  }

  remove(id: string): void {
    this.#containers.delete(id);
    this.#details.delete(id);
  }

  /** Containers whose details are wanted and not known, most wanted first. */
  wanted(): readonly string[] {
    const ranked: [rank: number, id: string][] = [];
    for (const container of this.#containers.values()) {
      const rank = rankOf(container);
      const known = this.#details.get(container.id);
      if (rank !== undefined && !(known?.isFresh && known.key === keyOf(container))) ranked.push([rank, container.id]);
    }
    return ranked.sort(([a], [b]) => a - b).map(([, id]) => id);
  }

  snapshot(): EngineSnapshot | undefined {
    if (!this.#rest) return undefined;
    return { ...this.#rest, containers: Array.from(this.#containers.values(), (container) => this.#merged(container)) };
  }

  #merged(container: Container): Container {
    const known = this.#details.get(container.id);
    if (!known) return container;
    if (known.key === keyOf(container)) return { ...known.details, ...container };
    // From another state only what cannot have changed with it.
    const { limits, restartCount } = known.details;
    return {
      ...container,
      ...(limits === undefined ? {} : { limits }),
      ...(restartCount === undefined ? {} : { restartCount }),
    };
  }
}

/** Ours, then running ones for their limits, then those that failed or never ran for the reason. Success needs no explanation. */
function rankOf(container: Container): number | undefined {
  if (container.labels.has(RUN_LABELS.runId)) return 0;
  if (container.state === 'exited') return container.exitCode === 0 ? undefined : 2;
  return container.state === 'created' ? 3 : 1;
}

/** What can change in a listed container. */
function faceOf(container: Container | undefined): string | undefined {
  if (!container) return undefined;
  const { name, state, exitCode, healthcheck, ports, networks, imageName } = container;
  return JSON.stringify([name, state, exitCode, healthcheck, ports, networks, imageName]);
}

function keyOf({ state, exitCode }: Container): string {
  return `${state} ${exitCode ?? ''}`;
}
