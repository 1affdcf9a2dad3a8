// What tests of logs, shells, files and forwards share: a transport to the real cluster, straight or through the fault proxy, and pods to work with.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { KubeTransport } from '../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../src/adapters/kubernetes/openTransport.ts';
import type { Result } from '../../src/domain/base/failure.ts';
import type { LogEvent, LogSource, LogTarget } from '../../src/domain/logs/ports.ts';
import { FaultProxy } from './faultproxy/faultProxy.ts';
import type { KubectlInNamespace } from './kubectlInNamespace.ts';
import { clusterContext } from './kubeUser.ts';
import { BUSYBOX } from './testImages.ts';

export function valueOf<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** A transport to the cluster of TRAINYARD_TEST_KUBECONFIG; with `port`, to that port of this machine instead of the server's own. */
export async function realTransport(port?: number): Promise<KubeTransport> {
  const context = await clusterContext();
  const { hostname } = new URL(context.cluster.server);
  const cluster =
    port === undefined
      ? context.cluster
      : { ...context.cluster, server: `https://127.0.0.1:${port}`, tlsServerName: hostname };
  return valueOf(openTransport({ ...context, cluster }, {}));
}

/** A fault proxy in front of the real API server. */
export async function apiServerProxy(): Promise<{ readonly proxy: FaultProxy; readonly close: () => Promise<void> }> {
  const direct = await realTransport();
  const { hostname, port } = new URL(direct.connection.server);
  direct.dispose();
  // The proxy knows targets on this machine only.
  const relay = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.pipe(server).pipe(client);
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  const proxy = await FaultProxy.start({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  return {
    proxy,
    close: async () => {
      await proxy.stop();
      relay.close();
    },
  };
}

export interface TestPod {
  readonly name: string;
  readonly script: string;
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
}

/** Makes a pod of one container, `main`, that runs a shell script. */
export async function makePod(
  kubectl: KubectlInNamespace,
  { name, script, restartPolicy, labels, image }: TestPod,
): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: labels ?? {} },
    spec: {
      restartPolicy: restartPolicy ?? 'Never',
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: 'main', image: image ?? BUSYBOX, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', script] },
      ],
    },
  };
  await kubectl.ok(['create', '-f', '-'], JSON.stringify(pod));
}

export async function readyPod(kubectl: KubectlInNamespace, pod: TestPod): Promise<void> {
  await makePod(kubectl, pod);
  await kubectl.ok(['wait', '--for=condition=Ready', `pod/${pod.name}`, '--timeout=90s']);
}

/** One follow that runs beside the test. */
export class FollowedLog {
  readonly lines: string[] = [];
  readonly markers: string[] = [];
  /** The last event. */
  readonly ended: Promise<LogEvent | undefined>;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(source: LogSource, target: LogTarget) {
    this.ended = this.#read(source.follow(target, this.#stop.signal));
  }

  /** Resolves when `holds`, looked at after every event. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await Promise.race([
      new Promise<void>((resolve) => {
        const look = () => {
          if (!holds()) return;
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      }),
      this.ended.then((end) =>
        assert.ok(holds(), `the follow ended before: ${JSON.stringify(end)} ${this.markers.join('; ')}`),
      ),
    ]);
  }

  stop(): Promise<unknown> {
    this.#stop.abort();
    return this.ended;
  }

  async #read(events: AsyncIterable<LogEvent>): Promise<LogEvent | undefined> {
    let last: LogEvent | undefined;
    for await (const event of events) {
      last = event;
      if (event.kind === 'lines') for (const { text } of event.lines) this.lines.push(text);
      else if (event.kind === 'marker') this.markers.push(event.text);
      for (const look of this.#waiting) look();
    }
    return last;
  }
}
