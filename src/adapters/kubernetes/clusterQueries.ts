import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { apiVersionOf } from '../../domain/cluster/apiVersionOf.ts';
import type { ClusterInfo } from '../../domain/cluster/clusterConnection.ts';
import type {
  ClusterEvent,
  ObjectMeta,
  ObjectRef,
  ObjectTable,
  ResourceKind,
} from '../../domain/cluster/clusterObject.ts';
import type { AccessQuestion, ClusterReader } from '../../domain/cluster/ports.ts';
import type { QueueFacts, QueueQuestion, QueueWait } from '../../domain/scheduling/queueFacts.ts';
import { askAccess, askWho } from './access.ts';
import { allObjects, METADATA_ONLY } from './allObjects.ts';
import type { Discovery } from './discovery.ts';
import { fieldsIn, fieldsOf, listIn, textIn } from './fields.ts';
import { Interner } from './interner.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { objectPath } from './objectPath.ts';
import { objectTable } from './objectTable.ts';
import { ownedObjects } from './ownedObjects.ts';
import { kueueFacts, kueueWaits } from './kueueQueue.ts';
import { eventOf } from './recordCore.ts';
import { volcanoFacts } from './volcanoQueue.ts';
import { collectionPath } from './watchedResources.ts';

const PAGE = 500;

/** Everything that a reader answers with single questions; watching is done elsewhere. */
export class ClusterQueries implements Omit<ClusterReader, 'watch' | 'watchCustom'> {
  readonly #transport: KubeTransport;
  readonly #discovery: Discovery;
  readonly #interner = new Interner();

  constructor(transport: KubeTransport, discovery: Discovery) {
    this.#transport = transport;
    this.#discovery = discovery;
  }

  async info(signal: AbortSignal): Promise<Result<ClusterInfo>> {
    const answer = await this.#transport.json({ method: 'GET', path: '/version', signal });
    if (!answer.ok) return answer;
    const body = fieldsOf(answer.value);
    return ok({ version: textIn(body, 'gitVersion') ?? '', platform: textIn(body, 'platform') ?? '' });
  }

  async namespaces(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const list = { path: '/api/v1/namespaces', accept: METADATA_ONLY };
    const all = await allObjects(this.#transport, list, signal);
    return all.ok ? ok(all.value.flatMap((raw) => textIn(fieldsIn(raw, 'metadata'), 'name') ?? [])) : all;
  }

  kinds(signal: AbortSignal): Promise<Result<readonly ResourceKind[]>> {
    return this.#discovery.kinds(signal);
  }

  table(
    resource: ResourceKind,
    namespace: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<ObjectTable>> {
    return objectTable(this.#transport, { resource, namespace, limit }, this.#interner, signal);
  }

  async get(ref: ObjectRef, signal: AbortSignal): Promise<Result<unknown>> {
    const path = objectPath(ref);
    return path.ok ? this.#transport.json({ method: 'GET', path: path.value, signal }) : path;
  }

  async objects(
    resource: ResourceKind,
    namespace: string | undefined,
    signal: AbortSignal,
    labels?: ReadonlyMap<string, string>,
  ): Promise<Result<readonly unknown[]>> {
    const all = await allObjects(this.#transport, { path: collectionPath(resource, namespace), labels }, signal);
    if (!all.ok) return all;
    // In a list, the server leaves out what all of its objects have in common.
    const { kind } = resource;
    const apiVersion = apiVersionOf(resource);
    return ok(all.value.map((object) => ({ apiVersion, kind, ...object })));
  }

  async events(ref: ObjectRef, uid: string | undefined, signal: AbortSignal): Promise<Result<readonly ClusterEvent[]>> {
    // Commas and signs in a value would end it; no name and no uid has one.
    const unsafe = [ref.name, ref.resource.kind, uid ?? ''].find((text) => /[,=\\]/.test(text));
    if (unsafe !== undefined) return fail({ code: 'invalid', message: JSON.stringify(unsafe) });
    const about = [`involvedObject.name=${ref.name}`, `involvedObject.kind=${ref.resource.kind}`];
    const fieldSelector = uid === undefined ? about.join(',') : `involvedObject.uid=${uid}`;
    // Events about objects of the cluster lie in `default`.
    const namespace = encodeURIComponent(ref.namespace ?? 'default');
    const answer = await this.#transport.json({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/events`,
      query: { fieldSelector, limit: PAGE },
      signal,
    });
    if (!answer.ok) return answer;
    const events = listIn(fieldsOf(answer.value), 'items').flatMap((raw) => eventOf(raw, this.#interner) ?? []);
    return ok(events.sort((one, other) => other.lastSeen.getTime() - one.lastSeen.getTime()));
  }

  owned(
    uid: string,
    namespace: string,
    signal: AbortSignal,
  ): Promise<Result<readonly { readonly kind: string; readonly meta: ObjectMeta }[]>> {
    const parts = { transport: this.#transport, discovery: this.#discovery, interner: this.#interner };
    return ownedObjects(parts, uid, namespace, signal);
  }

  async queued(question: QueueQuestion, signal: AbortSignal): Promise<QueueFacts> {
    const kinds = await this.#discovery.kinds(signal);
    if (!kinds.ok) return { isPlaceUnknown: question.isQueued };
    const parts = { transport: this.#transport, kinds: kinds.value };
    return await (question.isQueued ? kueueFacts : volcanoFacts)(parts, question, signal);
  }

  async queueWaits(
    asked: { readonly namespace: string; readonly queues: readonly string[] },
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<string, QueueWait>>> {
    const kinds = await this.#discovery.kinds(signal);
    return kinds.ok ? await kueueWaits({ transport: this.#transport, kinds: kinds.value }, asked, signal) : kinds;
  }

  whoAmI(signal: AbortSignal): Promise<Result<string>> {
    return askWho(this.#transport, signal);
  }

  may(action: AccessQuestion, signal: AbortSignal): Promise<Result<boolean>> {
    return askAccess(this.#transport, action, signal);
  }
}
