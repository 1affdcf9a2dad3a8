import { ClusterWatches } from '../../src/adapters/kubernetes/clusterWatches.ts';
import type { Watched } from '../../src/domain/base/watched.ts';
import type { Objects } from '../../src/domain/cluster/ports.ts';
import { FakeKube } from './fakeKube.ts';
import { FakeKubeTransport } from './fakeKubeTransport.ts';
import { podBody } from './kubePods.ts';
import { ManualClock } from './manualClock.ts';

/** A watch of the pods of a fake server, in time that the test lets pass. */
export class WatchStage {
  readonly clock = new ManualClock();
  readonly fake = new FakeKube(this.clock);
  readonly transport = new FakeKubeTransport(this.fake, this.clock);
  readonly watches = new ClusterWatches(this.transport, this.clock, () => 0.5);
  pods!: Watched<Objects<'pods'>>;
  readonly seen: string[] = [];

  /** @param pods so many are there at the beginning */
  constructor(pods = 3) {
    for (let index = 0; index < pods; index++) this.put(index);
  }

  async begin(): Promise<void> {
    this.pods = this.watches.watch('pods', undefined);
    this.pods.onDidChange((now) => {
      const isStale = now.state === 'ready' && now.staleSince !== undefined;
      this.seen.push(isStale ? 'stale' : now.state);
    });
    await this.clock.pass(0);
  }

  put(index: number): void {
    this.fake.put('pods', 'team', `pod-${index}`, podBody(index));
  }

  remove(index: number): void {
    this.fake.remove('pods', 'team', `pod-${index}`);
  }

  /** What is shown, by uid; undefined while it is not complete. */
  shown(): ReadonlyMap<string, string> | undefined {
    const { current } = this.pods;
    if (current.state !== 'ready') return undefined;
    return new Map([...current.value].map(([uid, { meta }]) => [uid, meta.resourceVersion]));
  }

  get isStale(): boolean {
    const { current } = this.pods;
    return current.state === 'ready' && current.staleSince !== undefined;
  }

  get isTrue(): boolean {
    const shown = this.shown();
    const truth = this.fake.truth('pods');
    return shown?.size === truth.size && [...truth].every(([uid, version]) => shown.get(uid) === version);
  }

  /** Requests for lists: pages without a token, and streams that begin with all objects. */
  get lists(): number {
    return this.fake.requests.filter(isList).length;
  }

  get watchRequests(): number {
    return this.fake.requests.filter(({ isWatch, query }) => isWatch && !query.has('sendInitialEvents')).length;
  }

  end(): void {
    this.pods.dispose();
    this.watches.dispose();
  }
}

function isList({ path, isWatch, query }: { path: string; isWatch: boolean; query: URLSearchParams }): boolean {
  if (!path.endsWith('s')) return false;
  return isWatch ? query.has('sendInitialEvents') : !query.has('continue') && query.get('limit') !== '1';
}
