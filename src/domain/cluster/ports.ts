import type { Event } from '../base/event.ts';
import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Watched } from '../base/watched.ts';
import type { ContainerFiles, ShellOpener, ShellSession } from '../engines/ports.ts';
import type { ReleaseReader } from '../helm/ports.ts';
import type { RemoteFiles } from '../files/ports.ts';
import type { Span } from '../deploy/specNode.ts';
import type { LogSource } from '../logs/ports.ts';
import type { ManifestFix } from '../scheduling/diagnosis.ts';
import type { QueueFacts, QueueQuestion, QueueWait } from '../scheduling/queueFacts.ts';
import type { ClusterConnection, ClusterInfo } from './clusterConnection.ts';
import type { OpenApiSource } from './openApiSource.ts';
import type { GpuUse } from './gpuUse.ts';
import type {
  ClusterEvent,
  ObjectMeta,
  ObjectRef,
  ObjectTable,
  ResourceKind,
  WatchedKind,
  WatchedKinds,
} from './clusterObject.ts';

/** Which contexts are there. Reads and watches kubeconfig files only when asked; contacts nobody, runs nothing, writes nothing. */
export interface ClusterCatalog extends Disposable {
  list(): Promise<readonly ClusterConnection[]>;
  /** Files that could not be read, in words with file and line. */
  readonly problems: readonly string[];
  readonly onDidChange: Event<void>;
}

/** Objects by uid. The map is replaced, never changed, when something changes. */
export type Objects<K extends WatchedKind> = ReadonlyMap<string, WatchedKinds[K]>;

/** Reads one cluster. */
export interface ClusterReader {
  info(signal: AbortSignal): Promise<Result<ClusterInfo>>;
  /**
   * One watch a kind and namespace, shared and counted; the last `dispose` ends it. Absent namespace: the whole cluster. Lists and then follows
   * with bookmarks, retries without limit, says `staleSince` within 20 s after the server has fallen silent, and fires at most 5 times a second.
   * `forbidden` as failure names the right that is missing.
   */
  watch<K extends WatchedKind>(kind: K, namespace: string | undefined): Watched<Objects<K>>;
  /** The same for a kind of an operator, read as workloads: state in conditions or a word, owner, times. */
  watchCustom(resource: ResourceKind, namespace: string | undefined): Watched<Objects<'jobs'>>;
  namespaces(signal: AbortSignal): Promise<Result<readonly string[]>>;
  /** All kinds that the server knows. */
  kinds(signal: AbortSignal): Promise<Result<readonly ResourceKind[]>>;
  /** Objects of any kind in the server's printer columns, at most `limit`. */
  table(
    resource: ResourceKind,
    namespace: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<ObjectTable>>;
  /** The object as the server has it, as parsed JSON. */
  get(ref: ObjectRef, signal: AbortSignal): Promise<Result<unknown>>;
  /** All objects of a kind in a namespace as the server has them, as parsed JSON; `labels` narrows them on the server. */
  objects(
    resource: ResourceKind,
    namespace: string | undefined,
    signal: AbortSignal,
    labels?: ReadonlyMap<string, string>,
  ): Promise<Result<readonly unknown[]>>;
  /** Events about an object, newest first. */
  events(ref: ObjectRef, uid: string | undefined, signal: AbortSignal): Promise<Result<readonly ClusterEvent[]>>;
  /** Objects of these kinds that `uid` owns, directly or through others. */
  owned(
    uid: string,
    namespace: string,
    signal: AbortSignal,
  ): Promise<Result<readonly { readonly kind: string; readonly meta: ObjectMeta }[]>>;
  /** What the managers of queues have about something that waits. What may not be read is missing from it. */
  queued(question: QueueQuestion, signal: AbortSignal): Promise<QueueFacts>;
  /** How what is in queues of Kueue waits, by the uid of what the user made. Empty where Kueue is not there. */
  queueWaits(
    asked: { readonly namespace: string; readonly queues: readonly string[] },
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<string, QueueWait>>>;
  /** The name by which the server knows the user. Source: SelfSubjectReview; `unsupported` before Kubernetes 1.28. */
  whoAmI(signal: AbortSignal): Promise<Result<string>>;
  /** Whether the user may do it. Source: SelfSubjectAccessReview. */
  may(action: AccessQuestion, signal: AbortSignal): Promise<Result<boolean>>;
}

export interface AccessQuestion {
  readonly verb: string;
  readonly resource: ResourceKind;
  readonly subresource?: string;
  readonly namespace?: string;
}

/** A field that somebody else manages. */
export interface FieldConflict {
  readonly field: string;
  readonly manager: string;
}

/** `before`: the object as it was; absent: it was not there, or may not be read. */
export type ApplyOutcome =
  | { readonly kind: 'created' | 'configured' | 'unchanged'; readonly object: unknown; readonly before?: unknown }
  | { readonly kind: 'conflict'; readonly conflicts: readonly FieldConflict[]; readonly message: string };

/** Changes objects. Every failure names the object. Nothing is retried that the server may have done already. */
export interface ClusterControl {
  /**
   * Server-side apply as the manager `trainyard`, one object. `force` takes fields over from other managers. With `dryRun` the server checks
   * everything and changes nothing. Source: Kubernetes documentation, "Server-Side Apply".
   */
  apply(
    manifest: Manifest,
    options: { readonly dryRun: boolean; readonly force: boolean; readonly namespace: string },
    signal: AbortSignal,
  ): Promise<Result<ApplyOutcome>>;
  /** JSON merge patch (RFC 7386) of an object or of a subresource (`scale`, `status`). */
  patch(
    ref: ObjectRef,
    patch: object,
    options: { readonly subresource?: string; readonly dryRun?: boolean },
    signal: AbortSignal,
  ): Promise<Result<unknown>>;
  /** Gone already is a success. `orphan` keeps what it owns. `conflict`: it is not the object, or not in the version, that `only` names. */
  remove(
    ref: ObjectRef,
    options: {
      readonly propagation: 'Background' | 'Foreground' | 'Orphan';
      readonly graceSeconds?: number;
      readonly only?: { readonly uid: string; readonly resourceVersion: string };
    },
    signal: AbortSignal,
  ): Promise<Result<void>>;
  scale(ref: ObjectRef, replicas: number, signal: AbortSignal): Promise<Result<void>>;
  /** Asks for the eviction of a pod, which keeps to disruption budgets; `rejected` with the server's words when one forbids it now. */
  evict(namespace: string, pod: string, signal: AbortSignal): Promise<Result<void>>;
}

/** An object as in a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface ForwardTarget {
  readonly namespace: string;
  /** A pod by name, or any ready pod with these labels: then another one takes over when it goes. */
  readonly pod: string | { readonly labels: ReadonlyMap<string, string> };
  /** Number of a port of the pod. */
  readonly port: number;
}

/** A port of this machine that leads to one of a pod. */
export interface Forward extends Disposable {
  readonly target: ForwardTarget;
  /** Bound to 127.0.0.1 only; stays the same over reconnections. */
  readonly localPort: number;
  readonly state: { readonly kind: 'ready' | 'waiting'; readonly text: string; readonly pod?: string };
  readonly onDidChange: Event<void>;
}

export interface PortForwarder {
  /** `conflict`: the local port is taken. Absent local port: any free one. */
  open(target: ForwardTarget, localPort: number | undefined, signal: AbortSignal): Promise<Result<Forward>>;
}

/** One container of a pod, as the `resource` of a log, a shell or files: `namespace/pod/container`. */
export interface PodContainer {
  readonly namespace: string;
  readonly pod: string;
  /** Absent: the only one, or the one that the pod's annotation names as the default. */
  readonly container?: string;
}

/** Whose files are wanted. */
export interface ClaimRequest {
  readonly namespace: string;
  readonly claim: string;
  /** An image with `sh` and `tar` that the cluster can pull. */
  readonly image: string;
  /** Without it nothing on the claim can be changed. */
  readonly isWritable: boolean;
}

/** The files of a claim, in a pod that was made for them. */
export interface OpenClaim {
  /** For files, shells and programs, as `podContainerId` makes it. */
  readonly resource: string;
  /** Where the claim is in the container. */
  readonly folder: string;
  /** Removes the pod. */
  close(): Promise<Result<void>>;
}

/** Runs a program of one's own in a container, with a terminal. `tool-missing`: the image has no such program. */
export interface ProgramOpener {
  openProgram(
    resource: string,
    command: readonly string[],
    size: { readonly columns: number; readonly rows: number },
    signal: AbortSignal,
  ): Promise<Result<ShellSession>>;
}

/** Everything that can be done with one cluster. */
export interface Cluster extends Disposable {
  readonly connection: ClusterConnection;
  readonly reader: ClusterReader;
  readonly control: ClusterControl;
  readonly releases: ReleaseReader;
  /** Descriptions of its kinds. */
  readonly openApi: OpenApiSource;
  /**
   * `resource` is what `podContainerId` makes. Follows through restarts of the container, cuts and log rotation; ends when the pod has ended or is gone.
   */
  readonly logs: LogSource;
  /** By the same id. */
  readonly shells: ShellOpener & ProgramOpener;
  readonly files: ContainerFiles;
  /** One for each use: questions through one are asked a few at a time. */
  readonly fileSystem: (container: PodContainer) => RemoteFiles;
  readonly forwards: PortForwarder;
  /**
   * How busy the GPUs are, from Prometheus or their exporters. Read while anybody holds it, at most every 15 s. Failure `not-found`: the cluster
   * has neither.
   */
  readonly watchGpuUse: () => Watched<GpuUse>;
  /** Makes a small pod that mounts a claim; it ends by itself after an hour. `timeout`: it did not start, with the reason. */
  readonly openClaim: (request: ClaimRequest, signal: AbortSignal) => Promise<Result<OpenClaim>>;
  /** Runs a program in a container and gives what it printed, at most 1 MB. */
  readonly run: (
    container: PodContainer,
    command: readonly string[],
    signal: AbortSignal,
  ) => Promise<Result<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>>;
}

/** Manifests as text. Reads YAML and JSON with several documents a file. Large ones take a second and block nothing. */
export interface ManifestText {
  /** Failure `invalid` with file and line: not YAML, no `kind`, no name. Empty documents are left out; `kind: List` gives its items. */
  parse(text: string, path: string): Promise<Result<readonly Manifest[]>>;
  /** What the first document of a text holds; undefined: it is no YAML, or empty. */
  data(text: string): Promise<unknown>;
  /** Readable YAML, a document for each value. */
  print(...values: readonly unknown[]): Promise<string>;
  /**
   * The edits that make a fix of one manifest in a file; comments and everything else stay as they are. Undefined: the manifest is not in it, the field is
   * not as the fix expects it, or the text is written in a way that is not edited safely.
   */
  fix(text: string, wanted: WantedManifest, fix: ManifestFix): Promise<readonly ManifestEdit[] | undefined>;
}

/** Which document of a file is meant. */
export interface WantedManifest {
  readonly kind: string;
  readonly name: string;
  /** A manifest that names none is meant for any. */
  readonly namespace: string;
}

export interface ManifestEdit {
  readonly span: Span;
  readonly newText: string;
}
