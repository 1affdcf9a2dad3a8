import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ObjectRef, ResourceKind } from '../../domain/cluster/clusterObject.ts';
import type { ApplyOutcome, ClusterControl, Manifest } from '../../domain/cluster/ports.ts';
import { fieldConflicts } from './applyConflicts.ts';
import type { Discovery } from './discovery.ts';
import { type Fields, fieldsIn, fieldsOf, isFields, listIn, numberIn, textIn } from './fields.ts';
import { isOutcomeUnknown, kubeFailureOf } from './kubeFailure.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { objectName, objectPath } from './objectPath.ts';

const MANAGER = 'trainyard';
/** Written by the controller of Deployments. */
const REVISION = 'deployment.kubernetes.io/revision';
/** How long a new kind is waited for: a server that is well needs less than 2 s. */
const SERVED_MS = 15_000;
const SERVED_STEP_MS = 200;
/** In the place of an object that is there, or not, and may not be read. */
const UNREADABLE: unknown = {};
const POD: ResourceKind = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };

/** Changes objects of one cluster. What a cut leaves open is read again and never sent again. */
export class KubeControl implements ClusterControl {
  readonly #transport: KubeTransport;
  readonly #discovery: Discovery;

  constructor(transport: KubeTransport, discovery: Discovery) {
    this.#transport = transport;
    this.#discovery = discovery;
  }

  async apply(
    manifest: Manifest,
    options: { readonly dryRun: boolean; readonly force: boolean; readonly namespace: string },
    signal: AbortSignal,
  ): Promise<Result<ApplyOutcome>> {
    const named = await this.#refOf(manifest, options.namespace, signal);
    if (!named.ok) return named;
    const ref = named.value;
    const path = objectPath(ref);
    if (!path.ok) return path;
    const read = await this.#read(path.value, signal);
    // Who may change an object need not have the right to read it.
    const before = !read.ok && read.failure.code === 'forbidden' ? ok(UNREADABLE) : read;
    if (!before.ok) return fail(about(before.failure, ref));
    const answer = await this.#transport.json({
      method: 'PATCH',
      path: path.value,
      query: {
        fieldManager: MANAGER,
        fieldValidation: 'Strict',
        force: options.force,
        dryRun: options.dryRun ? 'All' : undefined,
      },
      headers: { 'Content-Type': 'application/apply-patch+yaml' },
      // JSON is YAML.
      body: JSON.stringify(withoutManagers(manifest)),
      signal,
    });
    if (answer.ok) {
      if (manifest.kind === 'CustomResourceDefinition' && !options.dryRun)
        await this.#untilServed(answer.value, signal);
      return ok(outcomeOf(before.value, answer.value));
    }
    const refused = kubeFailureOf(answer.failure);
    const conflicts = refused?.status === 409 ? fieldConflicts(refused) : [];
    if (conflicts.length > 0) return ok({ kind: 'conflict', conflicts, message: answer.failure.message });
    if (options.dryRun || !isOutcomeUnknown(answer.failure)) return fail(about(answer.failure, ref));
    return this.#wasApplied(before.value, { ref, path: path.value, cut: answer.failure }, signal);
  }

  /** A kind is served a moment after its definition is there; what comes next may be of it. */
  async #untilServed(definition: unknown, signal: AbortSignal): Promise<void> {
    const spec = fieldsIn(fieldsOf(definition), 'spec');
    const version = listIn(spec, 'versions').find((one) => one['served'] === true);
    const apiVersion = `${textIn(spec, 'group') ?? ''}/${textIn(version ?? {}, 'name') ?? ''}`;
    const kind = textIn(fieldsIn(spec, 'names'), 'kind') ?? '';
    for (let waited = 0; waited < SERVED_MS && !signal.aborted; waited += SERVED_STEP_MS) {
      this.#discovery.forget();
      const found = await this.#discovery.find(apiVersion, kind, signal);
      if (found.ok || found.failure.code !== 'unsupported') return;
      await systemClock.sleep(SERVED_STEP_MS, signal);
    }
  }

  /** After a cut: whether it was applied, from when the server says that we did it the last time. */
  async #wasApplied(
    before: unknown,
    { ref, path, cut }: { readonly ref: ObjectRef; readonly path: string; readonly cut: Failure },
    signal: AbortSignal,
  ): Promise<Result<ApplyOutcome>> {
    const now = await this.#read(path, signal);
    if (!now.ok) return fail(unknown(cut, ref));
    const isApplied = appliedAt(fieldsOf(now.value)) !== appliedAt(fieldsOf(before));
    return isApplied ? ok(outcomeOf(before, now.value)) : fail(notDone(cut, ref));
  }

  patch(
    ref: ObjectRef,
    patch: object,
    { subresource, dryRun = false }: { readonly subresource?: string; readonly dryRun?: boolean },
    signal: AbortSignal,
  ): Promise<Result<unknown>> {
    return this.#change(ref, subresource, signal, async (path) => {
      const answer = await this.#transport.json({
        method: 'PATCH',
        path,
        query: { fieldManager: MANAGER, fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: patch,
        signal,
      });
      // A check that was cut off changed nothing, whatever the object is like.
      return { answer, isDone: (now) => !dryRun && holds(now, patch) };
    });
  }

  async remove(
    ref: ObjectRef,
    options: Parameters<ClusterControl['remove']>[1],
    signal: AbortSignal,
  ): Promise<Result<void>> {
    const { graceSeconds, propagation, only } = options;
    const grace = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds };
    const preconditions = only === undefined ? {} : { preconditions: only };
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: propagation,
      ...grace,
      ...preconditions,
    };
    const done = await this.#change(ref, undefined, signal, async (path) => ({
      answer: await this.#transport.json({ method: 'DELETE', path, body, signal }),
      isDone: isGoing,
    }));
    return gone(done);
  }

  async scale(ref: ObjectRef, replicas: number, signal: AbortSignal): Promise<Result<void>> {
    const scaled = await this.patch(ref, { spec: { replicas } }, { subresource: 'scale' }, signal);
    return scaled.ok ? ok(undefined) : scaled;
  }

  async evict(namespace: string, pod: string, signal: AbortSignal): Promise<Result<void>> {
    const ref = { resource: POD, namespace, name: pod };
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
    const done = await this.#change(ref, undefined, signal, async (path) => ({
      answer: await this.#transport.json({ method: 'POST', path: `${path}/eviction`, body, signal }),
      isDone: isGoing,
    }));
    return gone(done.ok ? done : fail(withBudget(done.failure, ref)));
  }

  /** Makes one change and, when the connection was cut in it, looks whether it was done. */
  async #change(
    ref: ObjectRef,
    subresource: string | undefined,
    signal: AbortSignal,
    send: (path: string) => Promise<{ readonly answer: Result<unknown>; readonly isDone: (now: unknown) => boolean }>,
  ): Promise<Result<unknown>> {
    const path = objectPath(ref, subresource);
    if (!path.ok) return path;
    const { answer, isDone } = await send(path.value);
    if (answer.ok) return answer;
    if (!isOutcomeUnknown(answer.failure)) return fail(about(answer.failure, ref));
    const now = await this.#read(path.value, signal);
    if (!now.ok) return fail(unknown(answer.failure, ref));
    return isDone(now.value) ? now : fail(notDone(answer.failure, ref));
  }

  async #refOf(manifest: Manifest, namespace: string, signal: AbortSignal): Promise<Result<ObjectRef>> {
    const { apiVersion, kind, metadata } = manifest;
    if (!metadata?.name) {
      return fail({
        code: 'invalid',
        message: t('{0} has no name and cannot be applied', kind),
        nextStep: t('Write metadata.name; generateName makes a new object each time and is for create only.'),
      });
    }
    const resource = await this.#discovery.find(apiVersion, kind, signal);
    if (!resource.ok) return resource;
    const within = resource.value.isNamespaced ? { namespace: metadata.namespace || namespace } : {};
    return ok({ resource: resource.value, name: metadata.name, ...within });
  }

  /** The object as it is now; undefined when it is not there. */
  async #read(path: string, signal: AbortSignal): Promise<Result<unknown>> {
    const answer = await this.#transport.json({ method: 'GET', path, signal });
    if (answer.ok) return answer;
    return answer.failure.code === 'not-found' ? ok(undefined) : answer;
  }
}

function outcomeOf(before: unknown, object: unknown): ApplyOutcome {
  if (before === undefined) return { kind: 'created', object };
  if (before === UNREADABLE) return { kind: 'configured', object };
  return { kind: isDeepStrictEqual(content(before), content(object)) ? 'unchanged' : 'configured', object, before };
}

/** Without what changes by the mere act of applying, and what controllers write meanwhile. */
function content(object: unknown): Fields {
  const { metadata, status: _, ...rest } = fieldsOf(object);
  const { managedFields: __, resourceVersion: ___, generation: ____, annotations, ...meta } = fieldsOf(metadata);
  const { [REVISION]: _____, ...kept } = fieldsOf(annotations);
  return { ...rest, metadata: { ...meta, annotations: kept } };
}

/** A manifest that was copied from a live object names its managers, which the server refuses. */
function withoutManagers(manifest: Manifest): object {
  const { managedFields: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

/** When we applied it the last time, by the server's clock in seconds, and how many specifications it has had. */
function appliedAt(object: Fields): string {
  const meta = fieldsIn(object, 'metadata');
  const ours = listIn(meta, 'managedFields').find((one) => one['manager'] === MANAGER && one['operation'] === 'Apply');
  return ours ? `${textIn(ours, 'time') ?? ''} ${numberIn(meta, 'generation') ?? ''}` : '';
}

function isGoing(now: unknown): boolean {
  return now === undefined || textIn(fieldsIn(fieldsOf(now), 'metadata'), 'deletionTimestamp') !== undefined;
}

/** Whether an object is as after a merge patch. */
function holds(now: unknown, patch: object): boolean {
  return Object.entries(patch).every(([key, wanted]: [string, unknown]) => {
    const found = fieldsOf(now)[key];
    if (wanted === null) return found === undefined;
    return isFields(wanted) ? holds(found, wanted) : isDeepStrictEqual(found, wanted);
  });
}

/** The server says that a disruption budget is in the way, and only in the causes which one. */
function withBudget(failure: Failure, ref: ObjectRef): Failure {
  const cause = kubeFailureOf(failure)?.causes.find(({ reason }) => reason === 'DisruptionBudget');
  if (!cause) return failure;
  return { ...failure, message: t('{0} is not evicted now: {1}', objectName(ref), cause.message) };
}

function gone(done: Result<unknown>): Result<void> {
  if (done.ok || done.failure.code === 'not-found') return ok(undefined);
  return done;
}

function about(failure: Failure, ref: ObjectRef): Failure {
  const name = objectName(ref);
  // Many of the server's own sentences name the object already.
  const isNamed = failure.message.includes(`"${ref.name}"`) || failure.message.includes(name);
  return isNamed || failure.code === 'cancelled' ? failure : { ...failure, message: `${name}: ${failure.message}` };
}

function notDone(failure: Failure, ref: ObjectRef): Failure {
  return {
    ...failure,
    message: t('{0} was not changed: {1}', objectName(ref), failure.message),
    nextStep: t('Try again.'),
  };
}

function unknown(failure: Failure, ref: ObjectRef): Failure {
  return {
    ...failure,
    message: t('It is not known whether {0} was changed: {1}', objectName(ref), failure.message),
    nextStep: t('Look at the object when the cluster can be reached again, before you try again.'),
  };
}
