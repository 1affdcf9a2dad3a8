import { Emitter } from '../base/event.ts';
import { ok, type Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Forward, ForwardTarget, PortForwarder } from './ports.ts';

/** A forwarded port with the words it is shown by. */
export interface ListedForward {
  readonly id: string;
  readonly clusterId: string;
  /** `model-inference in lab/team-a`. */
  readonly title: string;
  readonly forward: Forward;
}

/** The forwarded ports of this window. They end with it. */
export class ForwardList implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #forwards = new Map<string, ListedForward>();
  #count = 0;
  readonly onDidChange = this.#changed.event;

  get all(): readonly ListedForward[] {
    return [...this.#forwards.values()];
  }

  /** The one that leads to this target already. */
  find(clusterId: string, target: ForwardTarget): ListedForward | undefined {
    const key = keyOf(clusterId, target);
    return this.all.find((each) => keyOf(each.clusterId, each.forward.target) === key);
  }

  /** Opens a forward and keeps it until it is stopped. The same target keeps its port: the second call gives the first one. */
  async open(
    forwarder: PortForwarder,
    wanted: {
      readonly clusterId: string;
      readonly title: string;
      readonly target: ForwardTarget;
      readonly localPort?: number;
    },
    signal: AbortSignal,
  ): Promise<Result<ListedForward>> {
    const { clusterId, title, target, localPort } = wanted;
    const known = this.find(clusterId, target);
    if (known) return ok(known);
    const opened = await forwarder.open(target, localPort, signal);
    if (!opened.ok) return opened;
    const listed: ListedForward = { id: `forward-${(this.#count += 1)}`, clusterId, title, forward: opened.value };
    this.#forwards.set(listed.id, listed);
    opened.value.onDidChange(() => this.#changed.fire());
    this.#changed.fire();
    return ok(listed);
  }

  stop(id: string): void {
    this.#forwards.get(id)?.forward.dispose();
    if (this.#forwards.delete(id)) this.#changed.fire();
  }

  dispose(): void {
    for (const { forward } of this.#forwards.values()) forward.dispose();
    this.#forwards.clear();
    this.#changed.dispose();
  }
}

function keyOf(clusterId: string, { namespace, pod, port }: ForwardTarget): string {
  const who = typeof pod === 'string' ? pod : [...pod.labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([clusterId, namespace, who, port]);
}
