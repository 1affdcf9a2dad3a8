import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { Turns } from '../../domain/base/turns.ts';
import type { ObjectRef } from '../../domain/cluster/clusterObject.ts';
import { CONFIG_MAP_KIND, SECRET_KIND } from '../../domain/cluster/knownKinds.ts';
import type { ReleaseReader } from '../../domain/helm/ports.ts';
import type { Release, ReleaseEntry, ReleaseRef, ReleaseStore, ReleaseSummary } from '../../domain/helm/release.ts';
import { allObjects, METADATA_ONLY } from './allObjects.ts';
import { releaseEntryOf, releaseOf } from './helmRecord.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { objectPath } from './objectPath.ts';
import { collectionPath } from './watchedResources.ts';

const OF_HELM = new Map([['owner', 'helm']]);
const KINDS = { secrets: SECRET_KIND, configmaps: CONFIG_MAP_KIND } as const;
/** Each is read as a whole for its row, and can be a megabyte that becomes twenty. */
const READ_AT_ONCE = 3;

/** Releases of helm as one API server keeps them. */
export class HelmReleases implements ReleaseReader {
  readonly #transport: KubeTransport;
  readonly #summaries = new Turns(READ_AT_ONCE);

  constructor(transport: KubeTransport) {
    this.#transport = transport;
  }

  async list(
    store: ReleaseStore,
    namespace: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<readonly ReleaseEntry[]>> {
    const list = { path: collectionPath(KINDS[store], namespace), accept: METADATA_ONLY, labels: OF_HELM };
    const all = await allObjects(this.#transport, list, signal);
    return all.ok ? ok(all.value.flatMap((object) => releaseEntryOf(object, store) ?? [])) : all;
  }

  summary(ref: ReleaseRef, signal: AbortSignal): Promise<Result<ReleaseSummary>> {
    return this.#summaries.take(async () => {
      if (signal.aborted) return fail(CANCELLED);
      const read = await this.read(ref, signal);
      if (!read.ok) return read;
      // Only these, so that the rest can be forgotten.
      const { chart, chartVersion, appVersion, description, objects } = read.value;
      const version = appVersion === undefined ? {} : { appVersion };
      return ok({ chart, chartVersion, ...version, description, objects });
    });
  }

  async read(ref: ReleaseRef, signal: AbortSignal): Promise<Result<Release>> {
    const { store, namespace, objectName } = ref;
    const object: ObjectRef = { resource: KINDS[store], namespace, name: objectName };
    const path = objectPath(object);
    if (!path.ok) return path;
    const answer = await this.#transport.json({ method: 'GET', path: path.value, signal });
    return answer.ok ? await releaseOf(answer.value, ref) : answer;
  }
}
