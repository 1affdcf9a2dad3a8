import {
  commands,
  debug,
  type DebugConfiguration,
  extensions,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ForwardList, ListedForward } from '../../domain/cluster/forwardList.ts';
import {
  type DebugPod,
  debugPodsOf,
  debugProcessesIn,
  untilDebuggable,
  type WaitingPod,
} from '../../domain/runs/debugPods.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import { openForward } from './forwards.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

const EXTENSION = 'ms-python.debugpy';
/** Tells the sessions that were started here from others. The debugger does not know it and lets it be. */
const MARK = 'trainyardForward';

/** Attaches VS Code's Python debugger to a pod that was started for it, or to one or all ranks of a run; waits until they listen. */
export async function attachDebugger(
  deps: KubernetesDeps,
  forwards: ForwardList,
  target: ClusterTarget,
): Promise<Result<void>> {
  if (!extensions.getExtension(EXTENSION)) {
    deps.notify.failure(noExtension(), {
      title: t('Show extension'),
      run: () => commands.executeCommand('workbench.extensions.search', `@id:${EXTENSION}`),
    });
    return fail(CANCELLED);
  }
  const pods = await podsToAttach(target);
  if (!pods.ok) return pods;
  for (const pod of pods.value) {
    const attached = await attachTo(forwards, target, pod);
    if (!attached.ok) return attached;
  }
  return ok(undefined);
}

function noExtension(): Failure {
  return {
    code: 'tool-missing',
    message: t(
      'Attaching needs the extension “Python Debugger” ({0}), which is not installed or switched off.',
      EXTENSION,
    ),
    nextStep: t('Install it, and attach again: the program waits.'),
  };
}

/** The pod that was clicked; of a run its only one, or those that the user picks. */
async function podsToAttach({ cluster, ref, runId }: ClusterTarget): Promise<Result<readonly DebugPod[]>> {
  const isPod = ref.resource.kind === 'Pod';
  if (!isPod && runId === undefined) {
    return fail({ code: 'unsupported', message: t('{0} was not started for debugging.', ref.name) });
  }
  const found = await withProgress(t('Looking for the pods of {0}', ref.name), (onStep, signal) =>
    isPod || runId === undefined
      ? debugProcessesIn(cluster.reader, ref, signal)
      : debugPodsOf(cluster.reader, { job: ref, runId }, { clock: systemClock, onStep }, signal),
  );
  if (!found.ok || found.value.length === 1) return found;
  const ranks = found.value.map((pod) => ({
    label: rankText(pod) ?? pod.ref.name,
    description: pod.ref.name,
    pods: [pod],
  }));
  const all = { label: t('All ranks'), description: t('each with a debugger of its own'), pods: found.value };
  const picked = await window.showQuickPick([all, ...ranks], { title: ref.name, placeHolder: t('Which rank?') });
  return picked ? ok(picked.pods) : fail(CANCELLED);
}

/** Which numbers processes of a launcher have in the whole is the launcher's to say: they are named by node and local rank. */
function rankText({ rank, localRank }: DebugPod): string | undefined {
  if (localRank === undefined) return rank === undefined ? undefined : t('Rank {0}', rank);
  return rank === undefined ? t('Local rank {0}', localRank) : t('Node {0}, local rank {1}', rank, localRank);
}

async function attachTo(forwards: ForwardList, target: ClusterTarget, pod: DebugPod): Promise<Result<void>> {
  const { cluster } = target;
  const waiting = await withProgress(t('Waiting for {0}', pod.ref.name), (onStep, signal) =>
    untilDebuggable(cluster, pod, { clock: systemClock, onStep }, signal),
  );
  if (!waiting.ok) return waiting;
  const before = new Set(forwards.all);
  const selector = pod.ref.name;
  const opened = await openForward(forwards, { cluster, ref: pod.ref }, { selector, port: waiting.value.port });
  if (!opened.ok) return opened;
  const { folder, localRoot } = await placeOf(waiting.value);
  const configuration = configurationOf(waiting.value, opened.value, localRoot);
  // A forward that the user has opened stays the user's.
  const release = before.has(opened.value) ? () => undefined : closeAfter(forwards, opened.value);
  if (await debug.startDebugging(folder, configuration)) return ok(undefined);
  release();
  return fail({
    code: 'rejected',
    message: t('The debugger could not attach to {0}.', pod.ref.name),
    nextStep: t('Look at the debug console and at the log of the run.'),
  });
}

/** “justMyCode” is left to the user's own setting, which the debugger asks where a configuration does not say it. */
function configurationOf(pod: WaitingPod, listed: ListedForward, localRoot: string | undefined): DebugConfiguration {
  // “.” is the folder that the program was started in.
  const mapping = { localRoot, remoteRoot: pod.workingDir ?? '.' };
  return {
    type: 'debugpy',
    request: 'attach',
    name: [pod.ref.name, rankText(pod)].filter((part) => part !== undefined).join(', '),
    connect: { host: '127.0.0.1', port: listed.forward.localPort },
    ...(localRoot === undefined ? {} : { pathMappings: [mapping] }),
    [MARK]: listed.id,
  };
}

/** The folder of this machine whose files are the program's: where the spec of the run lies, or else the workspace. */
async function placeOf({ specPath }: WaitingPod): Promise<{
  readonly folder: WorkspaceFolder | undefined;
  readonly localRoot?: string;
}> {
  const folders = workspace.workspaceFolders ?? [];
  const [first] = folders;
  // It comes from the cluster, where others can write it: no way out of the folder.
  const parts = (specPath ?? '').split(/[/\\]/).slice(0, -1);
  if (parts.length === 0 || parts.some((part) => part === '' || part === '..' || part.includes(':'))) {
    return first ? { folder: first, localRoot: first.uri.fsPath } : { folder: undefined };
  }
  for (const folder of folders) {
    const place = Uri.joinPath(folder.uri, ...parts);
    if (await isThere(place)) return { folder, localRoot: place.fsPath };
  }
  return first ? { folder: first, localRoot: first.uri.fsPath } : { folder: undefined };
}

async function isThere(place: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(place);
    return true;
  } catch {
    // Not there, or not for us: the next folder is tried.
    return false;
  }
}

/** Stops the forward when the session that uses it has ended; those of child processes use it too, and end before. */
function closeAfter(forwards: ForwardList, { id }: ListedForward): () => void {
  const close = () => {
    ended.dispose();
    forwards.stop(id);
  };
  const ended = debug.onDidTerminateDebugSession(({ configuration, parentSession }) => {
    if (configuration[MARK] === id && !parentSession) close();
  });
  return close;
}
