import { window } from 'vscode';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ExperimentsDeps } from './register.ts';
import type { ColumnAct, RunsCommand } from './tableCommands.ts';

/** Tables of runs in the editor area, with what their menus do; they come back after the window was reloaded. */
export function registerTables(deps: ExperimentsDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const load = lazy(async () => store.add(new (await import('./tableCommands.ts')).TableCommands(deps)));
  const onRuns = (id: RunsCommand) => async (context: unknown) => (await load()).onRuns(id, context);
  const onColumn = (act: ColumnAct) => async (context: unknown) => (await load()).onColumn(act, context);
  const own = (registered: Disposable) => void store.add(registered);
  own(
    commands.register('trainyard.experiments.openTable', async (clicked, selected) =>
      (await load()).open(clicked, selected),
    ),
  );
  own(
    window.registerWebviewPanelSerializer('trainyard.experiments', {
      deserializeWebviewPanel: async (panel, state) => (await load()).restore(panel, state),
    }),
  );
  own(commands.register('trainyard.experiments.table.openRun', onRuns('trainyard.experiments.openRun')));
  own(commands.register('trainyard.experiments.table.compareRuns', onRuns('trainyard.experiments.compareRuns')));
  own(
    commands.register('trainyard.experiments.table.copyRunId', onRuns('trainyard.experiments.copyRunId'), {
      needsTrust: false,
    }),
  );
  own(commands.register('trainyard.experiments.table.hideColumn', onColumn('hide'), { needsTrust: false }));
  own(commands.register('trainyard.experiments.table.pinColumn', onColumn('pin'), { needsTrust: false }));
  own(commands.register('trainyard.experiments.table.groupByColumn', onColumn('group'), { needsTrust: false }));
  return store;
}
