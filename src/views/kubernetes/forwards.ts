import { env, Uri, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ForwardList, ListedForward } from '../../domain/cluster/forwardList.ts';
import { type ForwardChoices, forwardChoices, portsNamed } from '../../domain/cluster/forwardChoices.ts';
import { POD_KIND } from '../../domain/cluster/knownKinds.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Ports below this need rights that nobody has here. */
const FIRST_FREE_PORT = 1024;

/** Asks which port of a pod, service or workload, and forwards it to this machine. */
export async function forwardPort(
  deps: KubernetesDeps,
  forwards: ForwardList,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const object = await cluster.reader.get(ref, signal);
  if (!object.ok) return object;
  const choices = forwardChoices(object.value);
  if (!choices.ok) return choices;
  const title = t('Forward a port of {0}', fullName(target));
  const named = await namedPorts(target, choices.value, signal);
  const items = [...choices.value.ports, ...named].map(({ port, name }) => ({
    label: String(port),
    ...(name === undefined ? {} : { description: name }),
    port,
  }));
  const [only] = items;
  const picked =
    items.length === 1 ? only : await window.showQuickPick(items, { title, placeHolder: t('Which port?') });
  const port = picked?.port ?? (items.length === 0 ? await askPort(title) : undefined);
  if (port === undefined) return fail(CANCELLED);
  const opened = await openForward(forwards, target, { selector: choices.value.pod, port });
  if (!opened.ok) return opened;
  const { localPort } = opened.value.forward;
  deps.notify.info(t('{0}: port {1} is forwarded to localhost:{2}.', ref.name, port, localPort), {
    title: t('Open in browser'),
    run: () => openInBrowser(localPort),
  });
  return ok(undefined);
}

async function namedPorts(
  { cluster, ref }: ClusterTarget,
  { pod, named }: ForwardChoices,
  signal: AbortSignal,
): Promise<ForwardChoices['ports']> {
  if (named.length === 0 || typeof pod === 'string') return [];
  const pods = await cluster.reader.objects(POD_KIND, ref.namespace, signal, pod.labels);
  return pods.ok ? portsNamed(pods.value, named) : [];
}

/** Prefers the same number here; when it is taken, any free one. */
export async function openForward(
  forwards: ForwardList,
  target: ClusterTarget,
  {
    selector,
    port,
  }: { readonly selector: string | { readonly labels: ReadonlyMap<string, string> }; readonly port: number },
): Promise<Result<ListedForward>> {
  const { cluster, ref } = target;
  const wanted = {
    clusterId: cluster.connection.id,
    title: fullName(target),
    target: { namespace: ref.namespace ?? '', pod: selector, port },
  };
  return await withProgress(t('Forwarding port {0} of {1}', port, ref.name), async (_report, signal) => {
    if (port < FIRST_FREE_PORT) return await forwards.open(cluster.forwards, wanted, signal);
    const same = await forwards.open(cluster.forwards, { ...wanted, localPort: port }, signal);
    if (same.ok || same.failure.code !== 'conflict') return same;
    return await forwards.open(cluster.forwards, wanted, signal);
  });
}

async function askPort(title: string): Promise<number | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: t('It names no port. Number of the port that its program listens on'),
    validateInput: (value) =>
      /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536
        ? undefined
        : t('A number from 1 to 65535.'),
  });
  return text === undefined ? undefined : Number(text);
}

/** All forwarded ports, each to be opened, copied or stopped. */
export async function showForwards(forwards: ForwardList): Promise<Result<void>> {
  const items = forwards.all.map((listed) => ({
    label: `localhost:${listed.forward.localPort}`,
    description: listed.title,
    detail: listed.forward.state.text,
    listed,
  }));
  const placeHolder =
    items.length === 0
      ? t('No port is forwarded. “Forward port…” on a pod, service or workload does it.')
      : t('Choose one');
  const picked = await window.showQuickPick(items, { title: t('Forwarded ports'), placeHolder });
  if (!picked) return fail(CANCELLED);
  const { listed } = picked;
  const actions: readonly { readonly label: string; readonly run: () => Thenable<void> }[] = [
    { label: `$(link-external) ${t('Open in browser')}`, run: () => openInBrowser(listed.forward.localPort) },
    {
      label: `$(copy) ${t('Copy address')}`,
      run: () => env.clipboard.writeText(`http://localhost:${listed.forward.localPort}`),
    },
    { label: `$(debug-stop) ${t('Stop')}`, run: async () => forwards.stop(listed.id) },
  ];
  const action = await window.showQuickPick(actions, { title: `${picked.label} → ${listed.title}` });
  await action?.run();
  return ok(undefined);
}

/** In a remote window the port is forwarded once more, to where the browser is. */
export async function openInBrowser(localPort: number): Promise<void> {
  await env.openExternal(await env.asExternalUri(Uri.parse(`http://localhost:${localPort}/`)));
}
