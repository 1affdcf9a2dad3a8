import { changeSetting, setting } from '../../adapters/vscode/settings.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { forwardChoices } from '../../domain/cluster/forwardChoices.ts';
import type { ForwardList } from '../../domain/cluster/forwardList.ts';
import type { ForwardTarget } from '../../domain/cluster/ports.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import { openForward, openInBrowser } from './forwards.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { showRollout } from './showRollout.ts';

interface Served {
  readonly target: ClusterTarget;
  readonly selector: ForwardTarget['pod'];
  readonly port: number;
}

/** Follows a Deployment that was just started until it is ready, then offers to forward its port, or does, as the user has decided. */
export async function followServed(
  deps: KubernetesDeps,
  forwards: ForwardList,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const object = await cluster.reader.get(ref, signal);
  if (!object.ok) return object;
  const choices = forwardChoices(object.value);
  const port = choices.ok ? choices.value.ports[0]?.port : undefined;
  const served = choices.ok && port !== undefined ? { target, selector: choices.value.pod, port } : undefined;
  const whenDone = (text: string) => ready(deps, forwards, text, served);
  showRollout(deps, cluster, { namespace: ref.namespace ?? '', name: ref.name, object: object.value, whenDone });
  return ok(undefined);
}

function ready(deps: KubernetesDeps, forwards: ForwardList, text: string, served: Served | undefined): void {
  const choice = setting('trainyard.runs.forwardServing');
  if (!served || choice === 'never') deps.notify.info(text);
  else if (choice === 'always') start(deps, forward(deps, forwards, served, false));
  else {
    deps.notify.info(
      text,
      { title: t('Open in browser'), run: () => forward(deps, forwards, served, true) },
      {
        title: t('Always forward'),
        run: async () => {
          await changeSetting('trainyard.runs.forwardServing', 'always');
          await forward(deps, forwards, served, false);
        },
      },
    );
  }
}

/** One that is forwarded already keeps its port, and reaches the new pods. */
async function forward(
  deps: KubernetesDeps,
  forwards: ForwardList,
  { target, selector, port }: Served,
  isOpened: boolean,
): Promise<void> {
  const opened = await openForward(forwards, target, { selector, port });
  if (!opened.ok) return deps.notify.failure(opened.failure);
  const { localPort } = opened.value.forward;
  if (isOpened) return await openInBrowser(localPort);
  const text = t('{0} is ready: port {1} is forwarded to localhost:{2}.', target.ref.name, port, localPort);
  deps.notify.info(text, { title: t('Open in browser'), run: () => openInBrowser(localPort) });
}

/** Nobody waits for it. */
function start({ log }: KubernetesDeps, work: Promise<void>): void {
  work.catch((error: unknown) => log.error('Forwarding a port failed', error));
}
