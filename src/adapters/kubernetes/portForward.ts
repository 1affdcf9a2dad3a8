import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Forward, ForwardTarget, PortForwarder } from '../../domain/cluster/ports.ts';
import { forwardPipe } from './forwardPipe.ts';
import { findForwardPod } from './forwardTarget.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Only programs of this machine may use a forward (quality.md S13). */
const HOST = '127.0.0.1';
const MOST_PORT = 65_535;

/** How often the pod is looked at while all is well, and while none is ready, in milliseconds. */
const LOOK_MS = 3_000;
const SEARCH_MS = 700;
/** How long a connection waits for a pod before it is refused. */
const PATIENCE_MS = 10_000;

/** Opens ports of this machine that lead to ports of pods. */
export class PodPortForwarder implements PortForwarder {
  readonly #transport: KubeTransport;
  readonly #clock: Clock;

  constructor(transport: KubeTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  async open(target: ForwardTarget, localPort: number | undefined, signal: AbortSignal): Promise<Result<Forward>> {
    if (!isPort(target.port)) return fail({ code: 'invalid', message: t('{0} is not a port', target.port) });
    const first = await findForwardPod(this.#transport, target, signal);
    if (!first.ok) return first;
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    const failure = await listen(server, localPort ?? 0);
    if (failure) return fail(failure);
    if (signal.aborted) {
      server.close();
      return fail(CANCELLED);
    }
    return ok(new PodForward({ transport: this.#transport, clock: this.#clock, target, server }, first.value));
  }
}

interface ForwardParts {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  readonly target: ForwardTarget;
  readonly server: Server;
}

class PodForward implements Forward {
  readonly target: ForwardTarget;
  readonly localPort: number;
  readonly #parts: ForwardParts;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #lifetime = new AbortController();
  readonly #clients = new Set<Socket>();
  #state: Forward['state'] = { kind: 'waiting', text: '' };
  #wake = new AbortController();

  constructor(parts: ForwardParts, first: { readonly pod: string | undefined; readonly text: string }) {
    this.#parts = parts;
    this.target = parts.target;
    const address = parts.server.address();
    this.localPort = typeof address === 'object' && address !== null ? address.port : 0;
    this.#show(first);
    parts.server.on('connection', (client) => void this.#accept(client));
    void this.#watch();
  }

  get state(): Forward['state'] {
    return this.#state;
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#wake.abort();
    this.#parts.server.close();
    for (const client of this.#clients) client.destroy();
    this.#changed.dispose();
  }

  /** Looks whether the pod is still there, at once when a connection failed. */
  async #watch(): Promise<void> {
    const { signal } = this.#lifetime;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.#parts.clock.sleep(this.#state.kind === 'ready' ? LOOK_MS : SEARCH_MS, this.#wake.signal);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { transport, target } = this.#parts;
    const { signal } = this.#lifetime;
    const found = await findForwardPod(transport, target, signal);
    if (signal.aborted) return;
    // The pod may well be there while the API server does not answer, and connections that are open may go on.
    if (!found.ok) this.#show({ pod: undefined, text: found.failure.message });
    else this.#show(found.value);
  }

  #show({ pod, text }: { readonly pod: string | undefined; readonly text: string }): void {
    const { namespace, port } = this.target;
    const next: Forward['state'] =
      pod === undefined
        ? { kind: 'waiting', text }
        : { kind: 'ready', text: t('{0}:{1} → {2}/{3}:{4}', HOST, this.localPort, namespace, pod, port), pod };
    const isSame = next.kind === this.#state.kind && next.pod === this.#state.pod && next.text === this.#state.text;
    this.#state = next;
    if (!isSame) this.#changed.fire();
  }

  async #accept(client: Socket): Promise<void> {
    const { signal } = this.#lifetime;
    this.#clients.add(client);
    client.once('close', () => this.#clients.delete(client));
    client.on('error', () => client.destroy());
    client.setNoDelay(true);
    const pod = await this.#readyPod(client);
    if (pod === undefined) {
      client.resetAndDestroy();
      return;
    }
    const { namespace, port } = this.target;
    const end = await forwardPipe(this.#parts.transport, client, { namespace, pod, port }, signal);
    if (end.kind !== 'closed') this.#wake.abort();
  }

  /** The pod to connect to, waited for while there is none; undefined when that takes too long. */
  async #readyPod(client: Socket): Promise<string | undefined> {
    const { clock } = this.#parts;
    const until = clock.now() + PATIENCE_MS;
    while (!client.destroyed && !this.#lifetime.signal.aborted) {
      if (this.#state.pod !== undefined) return this.#state.pod;
      if (clock.now() >= until) return undefined;
      await clock.sleep(100, this.#lifetime.signal);
    }
    return undefined;
  }
}

function listen(server: Server, port: number): Promise<Failure | undefined> {
  if (port !== 0 && !isPort(port)) {
    return Promise.resolve({ code: 'invalid', message: t('{0} is not a port', port) });
  }
  return new Promise((resolve) => {
    server.once('listening', () => resolve(undefined));
    server.on('error', (error) => resolve(listenFailure(error, port)));
    server.listen({ host: HOST, port, exclusive: true });
  });
}

function listenFailure(error: Error, port: number): Failure {
  const code = 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return {
      code: 'conflict',
      message: t('Port {0} of this machine is taken', port),
      nextStep: t('Choose another port, or none and a free one is taken.'),
      detail: error.message,
    };
  }
  if (code === 'EACCES') {
    return { code: 'forbidden', message: t('Port {0} of this machine may not be used', port), detail: error.message };
  }
  return { code: 'rejected', message: t('Port {0} of this machine cannot be opened', port), detail: error.message };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= MOST_PORT;
}
