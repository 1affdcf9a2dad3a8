import type { Clock } from '../base/clock.ts';
import type { Failure, Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { withAbort } from '../base/withAbort.ts';
import { HUB, isOnThisMachine, parseImageRef } from './imageRef.ts';
import { newestFirst, type RegistryTags, type TagReader } from './registryTags.ts';

/** Which registries are asked: none, those that the user has to do with, or any that a file names. */
export type AskedRegistries = 'off' | 'connected' | 'all';

export interface ImageTagsDeps {
  readonly loadReader: () => Promise<TagReader>;
  readonly asked: () => AskedRegistries;
  /** Registries that the user has named for clusters. */
  readonly named: () => readonly string[];
  readonly clock: Clock;
  /** Told once for each registry, until it answers again. */
  readonly onFailure: (failure: Failure) => void;
}

/** Whoever pushes a tag wants to see it soon, and whoever types asks many times a minute. */
const KEPT_MS = 60_000;
const MOST_REPOSITORIES = 100;

const NONE: RegistryTags = { tags: [], isComplete: true };

/**
 * The tags that can be written behind the name of a repository. A registry is asked when it is on this machine, when the user has logged in to it, or
 * has named it for a cluster; Docker Hub and strangers, who would learn what is written in the editor, only when the user allows it.
 */
export class ImageTags implements Disposable {
  readonly #deps: ImageTagsDeps;
  readonly #known = new Map<string, { readonly at: number; readonly answer: Promise<Result<RegistryTags>> }>();
  readonly #told = new Set<string>();
  readonly #end = new AbortController();

  constructor(deps: ImageTagsDeps) {
    this.#deps = deps;
  }

  /**
   * Newest first. Empty when the registry is not to be asked or does not answer.
   * @param signal Ends the wait. The question itself goes on, because whoever types on asks the same again.
   */
  async of(name: string, signal: AbortSignal): Promise<RegistryTags> {
    const ref = parseImageRef(name);
    if (!ref || ref.tag !== undefined || ref.digest !== undefined) return NONE;
    const { registry, repository } = ref;
    if (!(await this.#mayAsk(registry)) || signal.aborted) return NONE;
    const answer = await withAbort(this.#answer(registry, `${registry}/${repository}`), signal);
    return answer.ok ? answer.value : NONE;
  }

  dispose(): void {
    this.#end.abort();
  }

  async #mayAsk(registry: string): Promise<boolean> {
    const { asked, named, loadReader } = this.#deps;
    const mode = asked();
    if (mode !== 'connected') return mode === 'all';
    if (registry === HUB) return false;
    if (isOnThisMachine(registry) || named().includes(registry)) return true;
    return await (await loadReader()).hasLogin(registry);
  }

  #answer(registry: string, name: string): Promise<Result<RegistryTags>> {
    const now = this.#deps.clock.now();
    const known = this.#known.get(name);
    if (known && now - known.at < KEPT_MS) return known.answer;
    if (this.#known.size >= MOST_REPOSITORIES) this.#known.clear();
    const answer = this.#ask(registry, name);
    this.#known.set(name, { at: now, answer });
    return answer;
  }

  async #ask(registry: string, name: string): Promise<Result<RegistryTags>> {
    const reader = await this.#deps.loadReader();
    const answer = await reader.list(name, this.#end.signal);
    if (answer.ok) {
      this.#told.delete(registry);
      return { ok: true, value: { ...answer.value, tags: newestFirst(answer.value.tags) } };
    }
    // While a name is written, most of what is asked for is not there.
    const isWorthTelling = answer.failure.code !== 'not-found' && answer.failure.code !== 'cancelled';
    if (isWorthTelling && !this.#told.has(registry)) {
      this.#told.add(registry);
      this.#deps.onFailure(answer.failure);
    }
    return answer;
  }
}
