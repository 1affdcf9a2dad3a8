import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';

/** One call of the Kubernetes API. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the API server: `/api/v1/pods`. Names in it are passed through encodeURIComponent by the caller. */
  readonly path: string;
  /** Undefined is left out; lists repeat the key. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Text goes as it is, everything else as JSON. */
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds to the first byte of the answer; `none` for calls that answer when something has happened. Default: 15 s. */
  readonly firstByteMs?: number | 'none';
}

/** An answer whose body is still to be read. Nothing limits how long a healthy stream may take. */
export interface KubeResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. Destroying it, or aborting the signal of the request, ends the request. */
  readonly body: IncomingMessage | NodeJS.ReadableStream;
}

/** Talks to one API server with one pool of connections and one set of credentials. */
export interface KubeTransport extends Disposable {
  readonly connection: ClusterConnection;
  /**
   * Sends a request and hands on the answer once its head is there. A 401 leads to new credentials, once for all who wait, and one more try.
   *
   * Failures: `unreachable`, `timeout`, and by status: 400 and 422 `invalid`, 401 `unauthorized`, 403 `forbidden` (names the right), 404
   * `not-found`, 409 `conflict`, 410 `conflict` with detail `Expired`, 429 and 5xx `rejected`; `detail` holds the reason of the server's Status.
   */
  request(request: KubeRequest): Promise<Result<KubeResponse>>;
  /** Sends a request and reads the whole answer as JSON, at most 32 MB. */
  json(request: KubeRequest): Promise<Result<unknown>>;
  /** Opens a WebSocket with the cluster's credentials; a refusal is a failure with the server's words. A ping every 5 s, dead after 20 s without an answer. It is paused: call `resume` once you listen. */
  socket(
    request: { readonly path: string; readonly query: KubeRequest['query']; readonly protocols: readonly string[] },
    signal: AbortSignal,
  ): Promise<Result<WebSocket>>;
}
