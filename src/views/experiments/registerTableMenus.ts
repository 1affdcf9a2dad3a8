import type { Commands } from '../../adapters/vscode/commands.ts';
import type { DisposableStore } from '../../domain/base/lifecycle.ts';
import { setHidden, setPinned } from '../../domain/experiments/tableLayout.ts';
import type { ExperimentsPanel } from './experimentsPanel.ts';
import type { RunsTables } from './runsTables.ts';

/** What the menus of a table do: with the selected runs, and with the column under the pointer. */
export function registerTableMenus(commands: Commands, load: () => Promise<RunsTables>, store: DisposableStore): void {
  registerRowMenu(commands, load, store);
  registerColumnMenu(commands, load, store);
}

/** The table that a menu of a page is about; what the page put into `data-vscode-context` comes as the first argument. */
function panelOf(tables: RunsTables, context: unknown): ExperimentsPanel | undefined {
  const id = fieldOf(context, 'trainyardPanel');
  return id === undefined ? tables.active : tables.withId(id);
}

function fieldOf(context: unknown, name: string): string | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const value: unknown = new Map<string, unknown>(Object.entries(context)).get(name);
  return typeof value === 'string' ? value : undefined;
}

function registerRowMenu(commands: Commands, load: () => Promise<RunsTables>, store: DisposableStore): void {
  const onRuns =
    (id: 'trainyard.experiments.openRun' | 'trainyard.experiments.compareRuns' | 'trainyard.experiments.copyRunId') =>
    async (context: unknown) => {
      const runs = panelOf(await load(), context)?.selectedRuns() ?? [];
      if (runs.length > 0) await commands.run(id, runs[0], runs);
    };
  store.add(commands.register('trainyard.experiments.table.openRun', onRuns('trainyard.experiments.openRun')));
  store.add(commands.register('trainyard.experiments.table.compareRuns', onRuns('trainyard.experiments.compareRuns')));
  store.add(
    commands.register('trainyard.experiments.table.copyRunId', onRuns('trainyard.experiments.copyRunId'), {
      needsTrust: false,
    }),
  );
}

function registerColumnMenu(commands: Commands, load: () => Promise<RunsTables>, store: DisposableStore): void {
  const onColumn =
    (act: (panel: ExperimentsPanel, key: string) => void) =>
    async (context: unknown): Promise<void> => {
      const panel = panelOf(await load(), context);
      const key = fieldOf(context, 'trainyardColumn');
      if (panel && key !== undefined) act(panel, key);
    };
  const hide = onColumn((panel, key) => panel.setLayout(setHidden(panel.model.layout, key, true)));
  const pin = onColumn((panel, key) =>
    panel.setLayout(setPinned(panel.model.layout, key, !panel.model.layout.pinned.includes(key))),
  );
  const group = onColumn((panel, key) => {
    const { groupBy } = panel.model.layout;
    if (!groupBy.includes(key)) panel.setLayout({ ...panel.model.layout, groupBy: [...groupBy, key] });
  });
  store.add(commands.register('trainyard.experiments.table.hideColumn', hide, { needsTrust: false }));
  store.add(commands.register('trainyard.experiments.table.pinColumn', pin, { needsTrust: false }));
  store.add(commands.register('trainyard.experiments.table.groupByColumn', group, { needsTrust: false }));
}
