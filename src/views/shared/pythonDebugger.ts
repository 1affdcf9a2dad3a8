import {
  commands,
  debug,
  type DebugConfiguration,
  extensions,
  type QuickPickItem,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

const EXTENSION = 'ms-python.debugpy';
/** Tells the sessions that were started here from others. The debugger does not know it and lets it be. */
const MARK = 'trainyardForward';

/** A program under debugpy that a port of this machine leads to. */
export interface DebuggedProgram {
  readonly name: string;
  readonly localPort: number;
  /** Tells it from all others, as long as the port leads to it. */
  readonly id: string;
  /** Of the container; absent: that of the image. */
  readonly workingDir?: string;
  /** Of its run, relative to the workspace. */
  readonly specPath?: string;
  /** Its port is needed no more. */
  readonly release: () => void;
}

/** Whether VS Code has its Python debugger; says so when it has not. */
export function hasPythonDebugger(notify: Notifier): boolean {
  if (extensions.getExtension(EXTENSION)) return true;
  notify.failure(noExtension(), {
    title: t('Show extension'),
    run: () => commands.executeCommand('workbench.extensions.search', `@id:${EXTENSION}`),
  });
  return false;
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

/** A process that can be attached to. */
export interface ProcessItem<T> extends Pick<QuickPickItem, 'label' | 'description'> {
  readonly process: T;
}

/** Of several processes the one that the user picks, or all. Undefined: the user has left. */
export async function pickProcesses<T>(
  title: string,
  processes: readonly ProcessItem<T>[],
): Promise<readonly T[] | undefined> {
  const all = processes.map(({ process }) => process);
  if (all.length === 1) return all;
  const items = [
    { label: t('All ranks'), description: t('each with a debugger of its own'), chosen: all },
    ...processes.map(({ process, ...item }) => ({ ...item, chosen: [process] })),
  ];
  return (await window.showQuickPick(items, { title, placeHolder: t('Which rank?') }))?.chosen;
}

/** Starts a debug session; its port is released when that has ended, or could not be started. */
export async function attachPython(program: DebuggedProgram): Promise<Result<void>> {
  const { folder, localRoot } = await placeOf(program);
  const ended = debug.onDidTerminateDebugSession(({ configuration, parentSession }) => {
    // Those of child processes use the same port, and end before.
    if (configuration[MARK] === program.id && !parentSession) release();
  });
  const release = () => {
    ended.dispose();
    program.release();
  };
  if (await debug.startDebugging(folder, configurationOf(program, localRoot))) return ok(undefined);
  release();
  return fail({
    code: 'rejected',
    message: t('The debugger could not attach to {0}.', program.name),
    nextStep: t('Look at the debug console and at the log of the run.'),
  });
}

/**
 * “justMyCode” is left to the user's own setting, which the debugger asks where a configuration does not say it. Sessions of child processes get
 * this configuration too, with its port: debugpy hands it on.
 */
function configurationOf(
  { name, localPort, id, workingDir = '.' }: DebuggedProgram,
  localRoot: string | undefined,
): DebugConfiguration {
  return {
    type: 'debugpy',
    request: 'attach',
    name,
    connect: { host: '127.0.0.1', port: localPort },
    // “.” is the folder that the program was started in.
    ...(localRoot === undefined ? {} : { pathMappings: [{ localRoot, remoteRoot: workingDir }] }),
    [MARK]: id,
  };
}

/** The folder of this machine whose files are the program's: where the spec of the run lies, or else the workspace. */
async function placeOf({ specPath }: DebuggedProgram): Promise<{
  readonly folder: WorkspaceFolder | undefined;
  readonly localRoot?: string;
}> {
  const folders = workspace.workspaceFolders ?? [];
  const [first] = folders;
  // Others can have written it: no way out of the folder.
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
