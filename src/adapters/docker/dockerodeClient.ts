import Docker from 'dockerode';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { EngineRequest, QueryValue, Transport } from './transport.ts';

/** An answer that is no success, on its way through dockerode. */
class EngineCallError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What dockerode hands to its modem for one call. */
interface DialOptions {
  /** Ends with `?` when the options belong into the query. */
  readonly path: string;
  readonly method: EngineRequest['method'];
  readonly options?: Readonly<Record<string, QueryValue>> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

type DialCallback = (error: Error | null, value: unknown) => void;

/**
 * dockerode over our transport: it knows the calls, we know connections, limits and failures. Its own modem is never made, because that
 * lets DOCKER_HOST win over the address it is given, has no limits for answers and would load certificates at construction.
 * For calls that answer with JSON; streams, uploads and terminals use the transport.
 */
export function dockerodeOver(transport: Transport): Docker {
  const modem = {
    dial: (options: DialOptions, callback: DialCallback): void => void answer(transport, options, callback),
  };
  const options: Docker.DockerOptions & { readonly modem: typeof modem } = { modem };
  return new Docker(options);
}

/** Awaits a call of dockerode. Only what the engine or the connection refused becomes a failure; bugs stay errors. */
export async function called<T>(call: Promise<T>): Promise<Result<T>> {
  try {
    return ok(await call);
  } catch (error) {
    if (error instanceof EngineCallError) return fail(error.failure);
    throw error;
  }
}

/** dockerode puts ids and names into paths as they are. */
export function inPath(name: string): string {
  return encodeURIComponent(name);
}

async function answer(transport: Transport, options: DialOptions, callback: DialCallback): Promise<void> {
  const result = await transport.json(requestOf(options));
  if (result.ok) callback(null, result.value);
  else callback(new EngineCallError(result.failure), undefined);
}

function requestOf({ path, method, options = {}, abortSignal }: DialOptions): EngineRequest {
  const { abortSignal: inOptions, authconfig: _secret, ...rest } = options;
  const signal = abortSignal ?? (inOptions instanceof AbortSignal ? inOptions : new AbortController().signal);
  if (path.endsWith('?')) return { method, path: path.slice(0, -1), signal, query: rest };
  return { method, path, signal, ...(method === 'POST' ? { body: rest } : {}) };
}
