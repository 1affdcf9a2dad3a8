// A node with one pod, as the API server shows it: enough of /pods/{name} and /pods/{name}/log to follow logs through its faults.
import { Readable } from 'node:stream';
import { fail, ok, type Result } from '../../src/domain/base/failure.ts';
import type { KubeRequest, KubeResponse, KubeTransport } from '../../src/adapters/kubernetes/kubeTransport.ts';
import type { ClusterConnection } from '../../src/domain/cluster/clusterConnection.ts';

interface Run {
  readonly id: string;
  lines: string[];
  exitCode: number | undefined;
}

const CONNECTION: ClusterConnection = {
  id: 'kube:test',
  label: 'test',
  cluster: 'test',
  user: 'test',
  server: 'https://127.0.0.1',
  namespace: 'default',
  path: '/nowhere',
  isCurrent: true,
  isInsecure: false,
};

export class KubePodNode implements KubeTransport {
  readonly connection = CONNECTION;
  readonly runs: Run[] = [];
  isDeleted = false;
  restartPolicy = 'Always';
  phase = 'Running';
  waiting: { readonly reason: string; readonly message: string } | undefined;
  /** The node of the API server is behind: it shows this many restarts less. */
  lag = 0;
  logRequests: URLSearchParams[] = [];
  #open = new Set<Readable>();
  #clockMs = Date.parse('2026-01-31T10:00:00Z');

  start(): void {
    this.runs.push({ id: `containerd://${this.runs.length}`, lines: [], exitCode: undefined });
    this.waiting = undefined;
  }

  /** Writes lines, each a millisecond after the other, and to those who follow. */
  write(...texts: readonly string[]): void {
    const run = this.runs.at(-1);
    for (const text of texts) {
      this.#clockMs += 1;
      const line = `${new Date(this.#clockMs).toISOString().slice(0, 23)}000001Z ${text}\n`;
      run?.lines.push(line);
      for (const stream of this.#open) stream.push(line);
    }
  }

  pass(ms: number): void {
    this.#clockMs += ms;
  }

  /** The process ends; with `unseen` the last lines do not reach those who follow. */
  end(exitCode: number, unseen: readonly string[] = []): void {
    const open = this.#open;
    this.#open = new Set();
    this.write(...unseen);
    const run = this.runs.at(-1);
    if (run) run.exitCode = exitCode;
    for (const stream of open) stream.push(null);
  }

  /** The file is begun anew; older lines cannot be read any more. */
  rotate(): void {
    const run = this.runs.at(-1);
    if (run) run.lines = [];
  }

  /** Ends the streams in the middle, with an error. */
  cut(): void {
    const open = this.#open;
    this.#open = new Set();
    for (const stream of open) stream.destroy(new Error('cut'));
  }

  /** Streams stay open and get nothing any more. */
  deafen(): void {
    this.#open = new Set();
  }

  get following(): number {
    return this.#open.size;
  }

  async json(): Promise<Result<unknown>> {
    await Promise.resolve();
    if (this.isDeleted) return fail({ code: 'not-found', message: 'pods "p" not found' });
    return ok(this.#pod());
  }

  async request({ query = {}, signal }: KubeRequest): Promise<Result<KubeResponse>> {
    await Promise.resolve();
    const asked = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) asked.set(key, String(value));
    this.logRequests.push(asked);
    const isPrevious = asked.get('previous') === 'true';
    const run = this.runs.at(isPrevious ? -2 : -1);
    if (!run || this.isDeleted) return fail({ code: 'invalid', message: 'no such log' });
    const since = asked.get('sinceTime') ?? '';
    const kept = run.lines.filter((line) => line.slice(0, 19) >= since.slice(0, 19));
    const tail = asked.get('tailLines');
    const body = new Readable({ read: () => undefined });
    signal.addEventListener('abort', () => body.destroy(new Error('aborted')), { once: true });
    body.push(kept.slice(tail === null ? 0 : -Number(tail)).join(''));
    if (asked.get('follow') === 'true' && !isPrevious && run.exitCode === undefined) this.#open.add(body);
    else body.push(null);
    return ok({ status: 200, headers: {}, body });
  }

  async socket(): Promise<never> {
    await Promise.resolve();
    throw new Error('no sockets here');
  }

  dispose(): void {
    this.cut();
  }

  #pod(): object {
    const runs = this.lag === 0 ? this.runs : this.runs.slice(0, -this.lag);
    const run = runs.at(-1);
    const before = this.waiting ? run : runs.at(-2);
    const ended = (one: Run | undefined) =>
      one && { terminated: { containerID: one.id, exitCode: one.exitCode ?? 1, reason: 'Error' } };
    const current = run?.exitCode === undefined ? run && { running: {} } : ended(run);
    return {
      metadata: { uid: 'u1', name: 'p' },
      spec: { restartPolicy: this.restartPolicy, containers: [{ name: 'main' }] },
      status: {
        phase: this.phase,
        containerStatuses: [
          {
            name: 'main',
            restartCount: Math.max(0, runs.length - 1),
            containerID: run?.id ?? '',
            state: this.waiting ? { waiting: this.waiting } : (current ?? {}),
            lastState: ended(before) ?? {},
          },
        ],
      },
    };
  }
}
