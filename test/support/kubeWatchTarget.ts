import type { Context } from 'mocha';
import { CANCELLED } from '../../src/domain/base/failure.ts';
import { fieldsIn, fieldsOf, type Fields, listIn, textIn } from '../../src/adapters/kubernetes/fields.ts';
import type { KubeContext } from '../../src/adapters/kubernetes/kubeconfig.ts';
import type { KubeTransport } from '../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../src/adapters/kubernetes/openTransport.ts';
import { FakeKube } from './fakeKube.ts';
import { serveFakeKube } from './fakeKubeServer.ts';
import { clusterKubeconfig, KubectlInNamespace } from './kubectlInNamespace.ts';
import { kubeContext } from './kubeServer.ts';
import { contextOf } from './kubeUser.ts';
import { BUSYBOX } from './testImages.ts';

/** A server whose pods a test changes and watches: the fake one, or a real one. */
export interface WatchTarget {
  readonly transport: KubeTransport;
  readonly namespace: string;
  /** Creates the pod, or changes it. */
  put(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** What the server has, by uid; with versions. From the real one by kubectl. */
  truth(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** A pod that no node takes, so that nobody but the test changes it. */
function idlePod(name: string, change: number): object {
  const metadata = { name, annotations: { change: String(change) } };
  const container = { name: 'main', image: BUSYBOX, command: ['true'] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { nodeSelector: { 'trainyard.test/none': 'x' }, containers: [container] },
  };
}

export async function fakeTarget(): Promise<WatchTarget> {
  const fake = new FakeKube();
  const server = await serveFakeKube(fake);
  const transport = opened(kubeContext({ server: server.url('127.0.0.1') }));
  let changes = 0;
  return {
    transport,
    namespace: 'team',
    put: async (name) => void fake.put('pods', 'team', name, idlePod(name, (changes += 1))),
    remove: async (name) => fake.remove('pods', 'team', name),
    truth: async () => fake.truth('pods'),
    close: async () => {
      transport.dispose();
      await server.stop();
    },
  };
}

/** In the cluster of TRAINYARD_TEST_KUBECONFIG; where there is none, the suite is skipped. */
export async function realTarget(suite: Context): Promise<WatchTarget> {
  const kubeconfig = clusterKubeconfig(suite);
  return targetOf(await KubectlInNamespace.make(kubeconfig, 'watch'), opened(await contextOf(kubeconfig)));
}

/** Pods of a namespace, seen through a transport that may lead over a proxy. */
export function targetOf(kubectl: KubectlInNamespace, transport: KubeTransport): WatchTarget {
  let changes = 0;
  return {
    transport,
    namespace: kubectl.namespace,
    put: async (name) => void (await kubectl.ok(['apply', '-f', '-'], JSON.stringify(idlePod(name, (changes += 1))))),
    remove: async (name) => void (await kubectl.ok(['delete', 'pod', name, '--now', '--wait=true'])),
    truth: async () => podVersions(JSON.parse(await kubectl.ok(['get', 'pods', '-o', 'json']))),
    close: async () => {
      transport.dispose();
      await kubectl.close();
    },
  };
}

export function opened(context: KubeContext): KubeTransport {
  const transport = openTransport(context, {});
  if (!transport.ok) throw new Error(transport.failure.message);
  return transport.value;
}

export function podVersions(list: unknown): ReadonlyMap<string, string> {
  const metas = listIn(fieldsOf(list), 'items').map((item) => fieldsIn(item, 'metadata'));
  return new Map(metas.map((meta) => [textIn(meta, 'uid') ?? '', textIn(meta, 'resourceVersion') ?? '']));
}

/** Lines of a watch until one is the last wanted, the server ends it, or the time is over. */
export async function watchLinesOf(
  { transport, namespace }: WatchTarget,
  query: Readonly<Record<string, string | number | boolean>>,
  isLast: (line: Fields) => boolean = () => false,
): Promise<readonly Fields[]> {
  const end = new AbortController();
  const limit = setTimeout(() => end.abort(CANCELLED), 15_000);
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const answer = await transport.request({ method: 'GET', path, query: { watch: true, ...query }, signal: end.signal });
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  const lines: Fields[] = [];
  let text = '';
  try {
    for await (const chunk of answer.value.body) {
      const parts = (text + String(chunk)).split('\n');
      text = parts.pop() ?? '';
      lines.push(...parts.map((line) => fieldsOf(JSON.parse(line))));
      if (lines.some(isLast)) break;
    }
  } finally {
    clearTimeout(limit);
    end.abort();
  }
  return lines;
}
