import { CANCELLED } from '../../src/domain/base/failure.ts';
import { KubeconfigCatalog } from '../../src/adapters/kubernetes/clusterCatalog.ts';
import { fieldsIn, fieldsOf, type Fields, listIn, textIn } from '../../src/adapters/kubernetes/fields.ts';
import type { KubeContext } from '../../src/adapters/kubernetes/kubeconfig.ts';
import type { KubeTransport } from '../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../src/adapters/kubernetes/openTransport.ts';
import { FakeKube } from './fakeKube.ts';
import { serveFakeKube } from './fakeKubeServer.ts';
import { KubeNamespace } from './kubeNamespace.ts';
import { kubeContext } from './kubeServer.ts';

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
  const container = { name: 'main', image: 'trainyard.local/busybox:1', command: ['true'] };
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

/** Undefined without TRAINYARD_TEST_KUBECONFIG. */
export async function realTarget(): Promise<WatchTarget | undefined> {
  const kubeconfig = process.env['TRAINYARD_TEST_KUBECONFIG'];
  if (kubeconfig === undefined) return undefined;
  return targetOf(await KubeNamespace.make(kubeconfig, 'watch'), opened(await contextOf(kubeconfig)));
}

/** Pods of a namespace, seen through a transport that may lead over a proxy. */
export function targetOf(namespace: KubeNamespace, transport: KubeTransport): WatchTarget {
  let changes = 0;
  return {
    transport,
    namespace: namespace.name,
    put: async (name) =>
      void (await namespace.kubectl(['apply', '-f', '-'], JSON.stringify(idlePod(name, (changes += 1))))),
    remove: async (name) => void (await namespace.kubectl(['delete', 'pod', name, '--now', '--wait=true'])),
    truth: async () => podVersions(JSON.parse(await namespace.kubectl(['get', 'pods', '-o', 'json']))),
    close: async () => {
      transport.dispose();
      await namespace.remove();
    },
  };
}

/** The first context of a kubeconfig file. */
export async function contextOf(kubeconfig: string): Promise<KubeContext> {
  const catalog = new KubeconfigCatalog({
    environment: { KUBECONFIG: kubeconfig },
    homeFolder: '/nowhere',
    extraFiles: () => [],
    workspaceFolders: () => [],
    serviceAccountFolder: '/nowhere',
  });
  const [first] = await catalog.list();
  const context = await catalog.contextOf(first?.id ?? '');
  catalog.dispose();
  if (!context.ok) throw new Error(context.failure.message);
  return context.value;
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
