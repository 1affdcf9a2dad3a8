import { type Memento, type Uri, window } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { lazy } from '../../domain/base/lazy.ts';
import type { LogSessions } from '../../domain/logs/logSessions.ts';
import { isLogsSubject, type LogCommand } from '../../protocol/logsPanel.ts';
import { replaceOrphans } from '../shared/orphanTabs.ts';
import type { LogPanels } from './logPanels.ts';
import type { LogsPanel } from './logsPanel.ts';
import { createOpenLogs } from './openLogs.ts';
import type { ShownProgressParts } from './shownProgress.ts';

export interface LogsDeps extends Pick<ShownProgressParts, 'metrics' | 'trackingOf'> {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly loadSessions: () => Promise<LogSessions>;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  readonly workspaceState: Memento;
  /** Whether the user stopped this run on purpose: then its exit code needs no cause. */
  readonly wasStopped: (runId: string) => boolean;
}

/** Log panels, one a container, with their commands; panels come back after the window was reloaded. */
export function registerLogs(deps: LogsDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const open = createOpenLogs(deps.workspaceState);
  /** Titles of tabs that VS Code has handed over and whose panel is being loaded. */
  const restoring = new Set<string>();
  // Loaded with the first panel; commands on the panel in front have nothing to act on before.
  let panels: LogPanels | undefined;
  const load = lazy(async () => {
    const [{ LogPanels: Panels }, sessions] = await Promise.all([import('./logPanels.ts'), deps.loadSessions()]);
    panels = store.add(new Panels({ ...deps, sessions, open }));
    return panels;
  });
  store.add(
    commands.register('trainyard.logs.open', async (subject) => {
      if (isLogsSubject(subject)) (await load()).open(subject);
    }),
  );
  registerPanelCommands(commands, () => panels?.active, store);
  store.add(
    window.registerWebviewPanelSerializer('trainyard.logs', {
      deserializeWebviewPanel: async (panel, state) => {
        restoring.add(panel.title);
        (await load()).restore(panel, state);
        restoring.delete(panel.title);
      },
    }),
  );
  store.add(
    replaceOrphans({
      viewType: 'trainyard.logs',
      isOwn: (title) => restoring.has(title) || panels?.has(title) === true,
      replace: async (title) => {
        const subject = open.find(title);
        if (subject) (await load()).open(subject);
      },
    }),
  );
  return store;
}

/** What is done with the panel in front. It acts on what is shown already, so it needs no trust. */
function registerPanelCommands(commands: Commands, active: () => LogsPanel | undefined, store: DisposableStore): void {
  const on = (act: (panel: LogsPanel) => unknown) => () => {
    const panel = active();
    return panel ? act(panel) : undefined;
  };
  const page = (command: LogCommand) => on((panel) => panel.command(command));
  const document = on((panel) => panel.openAsDocument());
  store.add(commands.register('trainyard.logs.openAsDocument', document, { needsTrust: false }));
  store.add(
    commands.register(
      'trainyard.logs.saveAs',
      on((panel) => panel.saveAs()),
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.logs.clear',
      on((panel) => panel.clear()),
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.logs.copyAll',
      on((panel) => panel.copyAll()),
      { needsTrust: false },
    ),
  );
  store.add(commands.register('trainyard.logs.find', page('find'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.findNext', page('findNext'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.findPrevious', page('findPrevious'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.toggleFollow', page('toggleFollow'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.toggleWrap', page('toggleWrap'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.firstError', page('firstError'), { needsTrust: false }));
}
