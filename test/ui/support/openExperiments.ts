import type { Workbench } from '../../harness/workbench.mjs';

/** The Experiments view, opened with room for its rows: in a low view VS Code pins the rows above to its top, over others. */
export async function openExperiments(workbench: Workbench): Promise<ReturnType<Workbench['view']>> {
  await workbench.openContainer('Trainyard');
  for (const other of ['Runs', 'Clusters'])
    await workbench.page.locator('.pane-header', { hasText: new RegExp(`^\\s*${other}`) }).click();
  const view = workbench.view('Experiments');
  await view.open();
  return view;
}
