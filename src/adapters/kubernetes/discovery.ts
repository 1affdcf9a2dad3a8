import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { apiVersionOf } from '../../domain/cluster/apiVersionOf.ts';
import type { ResourceKind } from '../../domain/cluster/clusterObject.ts';
import { aggregatedKinds, groupVersions, versionKinds } from './discoveryRecords.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { withAbort } from '../../domain/base/withAbort.ts';

/** Kinds come and go with operators that somebody installs; ten minutes as kubectl keeps them. */
const FRESH_MS = 10 * 60_000;
/** A kind that is not there is looked for again at most this often, in milliseconds. */
const RETRY_MS = 5_000;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Which kinds a server knows. Asked once for all who want to know. Source: kubernetes.io, "Discovery API". */
export class Discovery {
  readonly #transport: KubeTransport;
  readonly #clock: Clock;
  #known: { readonly kinds: readonly ResourceKind[]; readonly at: number } | undefined;
  #asking: Promise<Result<readonly ResourceKind[]>> | undefined;

  constructor(transport: KubeTransport, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Each kind in the version that the server prefers. */
  async kinds(signal: AbortSignal): Promise<Result<readonly ResourceKind[]>> {
    const all = await this.#all(FRESH_MS, signal);
    if (!all.ok) return all;
    const preferred = new Map<string, ResourceKind>();
    for (const one of all.value) {
      const key = `${one.plural}.${one.group}`;
      if (!preferred.has(key)) preferred.set(key, one);
    }
    return ok([...preferred.values()]);
  }

  /** A kind as a manifest names it (`apps/v1`, `Deployment`). Looks again when it is not known. Failures: `unsupported`, and those of the transport. */
  async find(apiVersion: string, kind: string, signal: AbortSignal): Promise<Result<ResourceKind>> {
    const slash = apiVersion.indexOf('/');
    const group = apiVersion.slice(0, Math.max(0, slash));
    const version = apiVersion.slice(slash + 1);
    for (const maxAge of [FRESH_MS, RETRY_MS]) {
      const all = await this.#all(maxAge, signal);
      if (!all.ok) return all;
      const found = all.value.find((one) => one.kind === kind && one.group === group && one.version === version);
      if (found) return ok(found);
    }
    return fail(unknownKind(apiVersion, kind, this.#known?.kinds ?? []));
  }

  /** The next question goes to the server, for example after a definition was installed. */
  forget(): void {
    this.#known = undefined;
  }

  #all(maxAge: number, signal: AbortSignal): Promise<Result<readonly ResourceKind[]>> {
    const known = this.#known;
    if (known && this.#clock.now() - known.at < maxAge) return Promise.resolve(ok(known.kinds));
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return withAbort(this.#asking, signal);
  }

  async #ask(): Promise<Result<readonly ResourceKind[]>> {
    const [core, groups] = await Promise.all([this.#get('/api', AGGREGATED), this.#get('/apis', AGGREGATED)]);
    if (!core.ok) return core;
    if (!groups.ok) return groups;
    const [coreKinds, groupKinds] = [aggregatedKinds(core.value), aggregatedKinds(groups.value)];
    const kinds = coreKinds && groupKinds ? [...coreKinds, ...groupKinds] : await this.#oneByOne(groups.value);
    this.#known = { kinds, at: this.#clock.now() };
    return ok(kinds);
  }

  /** Servers before 1.27. A group whose server is down is left out. */
  async #oneByOne(groups: unknown): Promise<readonly ResourceKind[]> {
    const versions = [{ group: '', version: 'v1' }, ...groupVersions(groups)];
    const lists = await Promise.all(
      versions.map(async ({ group, version }) => {
        const path =
          group === '' ? `/api/${version}` : `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`;
        const list = await this.#get(path, 'application/json');
        return list.ok ? versionKinds(list.value, group, version) : [];
      }),
    );
    return lists.flat();
  }

  #get(path: string, accept: string): Promise<Result<unknown>> {
    // Not the caller's signal: the answer is shared by all who ask at the same time.
    return this.#transport.json({
      method: 'GET',
      path,
      headers: { Accept: accept },
      signal: new AbortController().signal,
    });
  }
}

function unknownKind(apiVersion: string, kind: string, kinds: readonly ResourceKind[]): Failure {
  const same = kinds.filter((one) => one.kind === kind);
  const versions = same.map(apiVersionOf);
  return {
    code: 'unsupported',
    message: t('The cluster does not know the kind {0} of {1}', plainLine(kind), plainLine(apiVersion)),
    nextStep:
      versions.length > 0
        ? t('It knows {0} of {1}: write that as apiVersion.', plainLine(kind), versions.join(', '))
        : t('Install what defines this kind, for example its operator, or correct apiVersion and kind.'),
  };
}
