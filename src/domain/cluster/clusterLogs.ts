import type { Clock } from '../base/clock.ts';
import { definedOf } from '../base/defined.ts';
import { Emitter } from '../base/event.ts';
import type { Result } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { Watched } from '../base/watched.ts';
import { whenKnown } from '../base/whenKnown.ts';
import { type LogMember, type LogMembers, type MergeOptions, MergedLogs } from '../logs/mergedLogs.ts';
import type { LogEvent, LogSource, LogTarget } from '../logs/ports.ts';
import { podRank } from '../logs/ranks.ts';
import type { Condition, Pod } from './clusterObject.ts';
import { type PodSelection, parsePodSelectionId, selectionMatcher } from './logResource.ts';
import { isTrue } from './objectHealth.ts';
import { isFinished } from './podHealth.ts';
import { podContainerId } from './podContainerId.ts';
import type { Cluster, Objects } from './ports.ts';

type Parts = Pick<Cluster, 'logs' | 'reader'>;
/** What is kept on this machine of the log of pods that are gone. */
export type KeptLines = (resource: string, signal: AbortSignal) => AsyncIterable<LogEvent>;

async function* nothingKept(): AsyncGenerator<LogEvent> {
  // No log outlives its pod.
}

/** Logs of a cluster by id: of one container (`podContainerId`), or of all pods of a selection merged by time (`podSelectionId`). */
export class ClusterLogs implements LogSource {
  readonly #cluster: Parts;
  readonly #clock: Clock;
  readonly #kept: KeptLines;
  readonly #merge: MergeOptions;

  constructor(
    cluster: Parts,
    clock: Clock,
    { kept = nothingKept, merge = {} }: { readonly kept?: KeptLines; readonly merge?: MergeOptions } = {},
  ) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#kept = kept;
    this.#merge = merge;
  }

  follow(target: LogTarget, signal: AbortSignal): AsyncIterable<LogEvent> {
    const selection = parsePodSelectionId(target.resource);
    return selection ? this.#merged(selection, target, signal) : this.#single(target, signal);
  }

  /** The kept log where the cluster does not know the pod. */
  async *#single(target: LogTarget, signal: AbortSignal): AsyncGenerator<LogEvent> {
    let isFirst = true;
    for await (const event of this.#cluster.logs.follow(target, signal)) {
      if (isFirst && event.kind === 'failed' && event.failure.code === 'not-found') {
        let isKept = false;
        for await (const kept of this.#kept(target.resource, signal)) {
          isKept = true;
          yield kept;
        }
        if (isKept) return;
      }
      isFirst = false;
      yield event;
    }
  }

  /** All pods are gone, or there was none yet: others may come, as when a job goes on. */
  async *#beforeThereArePods(target: LogTarget, signal: AbortSignal): AsyncGenerator<LogEvent> {
    for await (const kept of this.#kept(target.resource, signal)) if (kept.kind !== 'ended') yield kept;
    const text = t('There is no pod now; those that come are followed');
    yield { kind: 'marker', text, at: new Date(this.#clock.now()) };
  }

  async *#merged(selection: PodSelection, target: LogTarget, signal: AbortSignal): AsyncGenerator<LogEvent> {
    const members = new PodMembers(this.#cluster, selection);
    try {
      const known = await members.known(signal);
      if (!known.ok) {
        if (known.failure.code !== 'cancelled') yield { kind: 'failed', failure: known.failure };
        return;
      }
      if (members.current.length === 0) yield* this.#beforeThereArePods(target, signal);
      yield* new MergedLogs(members, this.#clock, this.#merge).follow(target, signal);
    } finally {
      members.dispose();
    }
  }
}

/** The logs of all containers of the pods of a selection as members of a merged log; replacements join when they appear. */
class PodMembers implements LogMembers, Disposable {
  readonly #selection: PodSelection;
  readonly #matches: ReturnType<typeof selectionMatcher>;
  readonly #logs: LogSource;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #pods: Watched<Objects<'pods'>>;
  readonly #jobs: Watched<Objects<'jobs'>>;
  readonly onDidChange = this.#changed.event;

  constructor({ reader, logs }: Parts, selection: PodSelection) {
    this.#selection = selection;
    this.#matches = selectionMatcher(selection);
    this.#logs = logs;
    this.#pods = this.#store.add(reader.watch('pods', selection.namespace));
    this.#jobs = this.#store.add(reader.watch('jobs', selection.namespace));
    this.#store.add(this.#pods.onDidChange(() => this.#changed.fire()));
    this.#store.add(this.#jobs.onDidChange(() => this.#changed.fire()));
  }

  /** Resolves when the cluster has said which pods there are, or cannot. */
  known(signal: AbortSignal): Promise<Result<unknown>> {
    return whenKnown(this.#pods, signal);
  }

  get current(): readonly LogMember[] {
    return this.#chosen()
      .map((pod) => ({ pod, rank: podRank({ name: pod.meta.name, labels: pod.meta.labels }) }))
      .toSorted((a, b) => a.rank.order - b.rank.order || (a.pod.meta.name < b.pod.meta.name ? -1 : 1))
      .flatMap(({ pod, rank }) => this.#membersOf(pod, rank.label));
  }

  /** The main container has the name of the pod; init containers and those beside it are named with it. */
  #membersOf(pod: Pod, label: string): readonly LogMember[] {
    const { namespace } = this.#selection;
    const main = pod.containers.find(({ isInit }) => !isInit);
    // What is not told yet has one without a name, which is the main one.
    const containers = pod.containers.length < 2 ? [main] : [main, ...pod.containers.filter((each) => each !== main)];
    return containers.map((container) => {
      const isAside = container !== main;
      return {
        id: isAside ? `${pod.meta.uid}/${container?.name}` : pod.meta.uid,
        label: isAside ? `${label} ${container?.name}` : label,
        source: this.#logs,
        resource: podContainerId({ namespace, pod: pod.meta.name, ...definedOf({ container: container?.name }) }),
        isAside,
      };
    });
  }

  /** The pods of a Job that is over have no successors. Those of anything else may be replaced at any time. */
  get isComplete(): boolean {
    const pods = this.#chosen();
    const [first] = pods;
    if (first?.meta.owner?.kind !== 'Job' || !pods.every(isFinished)) return false;
    const { uid } = first.meta.owner;
    const jobs = this.#jobs.current;
    const job = jobs.state === 'ready' ? jobs.value.get(uid) : undefined;
    return jobs.state === 'ready' && (job === undefined || job.finishedAt !== undefined || isOver(job.conditions));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #chosen(): readonly Pod[] {
    const { current } = this.#pods;
    if (current.state !== 'ready') return [];
    return [...current.value.values()].filter(({ meta }) => this.#matches(meta.labels));
  }
}

/** A Job that failed has no completion time. */
function isOver(conditions: readonly Condition[]): boolean {
  return isTrue(conditions, 'Failed') || isTrue(conditions, 'Complete');
}
