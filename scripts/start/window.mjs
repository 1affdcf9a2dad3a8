// @ts-check
// The window of the tour: VS Code with the extension as if it were installed, on a copy of the sample.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startServer } from '../../test/harness/server.mjs';
import { scratchFolder } from '../../test/harness/runState.mjs';
import { Workbench } from '../../test/harness/workbench.mjs';
import { copySample } from './sample.mjs';

/** Wide enough for the epoch and the loss of a run. */
const sideBarWidth = 440;

/**
 * @param {{root: string, engine: import('./engine.mjs').TourEngine, page: import('playwright-core').Page, port: number}} options
 * @returns {Promise<{workbench: Workbench, server: import('../../test/harness/server.mjs').Server, workspace: string, commandsFile: string}>}
 */
export async function openTourWindow({ root, engine, page, port }) {
  const folder = scratchFolder('tour');
  const workspace = copySample({ root, folder, base: engine.base });
  const commandsFile = join(folder, 'commands.json');
  const server = await startServer({
    port,
    extensionFolders: [root, join(import.meta.dirname, 'companion')],
    env: {
      TRAINYARD_TOUR_COMMANDS: commandsFile,
      ...(engine.needsAddress ? { DOCKER_HOST: engine.dockerHost, DOCKER_CONTEXT: undefined } : {}),
    },
  });
  const workbench = new Workbench(page);
  await workbench.load(server.address(workspace));
  await workbench.resizeSideBar(sideBarWidth);
  return { workbench, server, workspace, commandsFile };
}

/**
 * What the companion extension does in a window that is opened after the tour.
 * @param {{engine: import('./engine.mjs').TourEngine, run: import('./tour.mjs').TourRun, workspace: string}} options
 * @returns {[string, ...unknown[]][]}
 */
export function handOver({ engine, run, workspace }) {
  const { engineId } = engine;
  const { containerId, title } = run;
  return [
    ['workbench.view.extension.trainyard'],
    ['vscode.open', pathToFileURL(join(workspace, 'train.py')).href],
    ...(containerId === undefined
      ? []
      : /** @type {[string, ...unknown[]][]} */ ([['trainyard.logs.open', { engineId, containerId, title }]])),
  ];
}
