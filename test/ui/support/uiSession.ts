import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { scratchFolder } from '../../harness/runState.mjs';
import { atWorkbench, eventually, visible } from '../../harness/screen.mjs';
import { skipFor } from '../../harness/testReport.mjs';
import { openWorkbench, type Workbench } from '../../harness/workbench.mjs';
import { engineJson, engineRequest } from '../../testbed/engineApi.mjs';
import { BUSYBOX, PYTHON } from '../../support/testImages.ts';

/** The checkout: the extension runs from it as if it were installed. */
export const root = resolve(import.meta.dirname, '../../..');

/** Where screenshots go. */
export const shots = join(root, 'out/ui');

/** The engine under test; undefined when the test bed is not there. */
export const dockerHost: string | undefined = process.env['TRAINYARD_TEST_DOCKER_HOST'];

type SessionOptions = Omit<Parameters<typeof openWorkbench>[0], 'workspace' | 'extensionFolders'> & {
  /** Folders of other extensions. */
  readonly beside?: readonly string[];
};
export type UiSession = Awaited<ReturnType<typeof openWorkbench>>;

/** VS Code with the extension, as a user has it who installed it: open, and offering what the extension does. */
export async function openSession(
  workspace: string,
  { beside = [], ...options }: SessionOptions = {},
): Promise<UiSession> {
  const session = await openWorkbench({ ...options, workspace, extensionFolders: [root, ...beside] });
  const { workbench } = session;
  await atWorkbench(workbench.page, 'wait for the icon of the extension', () =>
    visible(workbench.page.locator('.activitybar .action-label[aria-label^="Trainyard"]'), 60_000),
  );
  // VS Code draws itself before it knows that the folder is trusted; until then commands are greyed out.
  const isOffered = async () => ((await workbench.offersCommand('Trainyard: Pull image…')) ? true : undefined);
  if (options.restricted !== true) await until(workbench, 'commands of the extension are offered', isOffered, 60_000);
  return session;
}

/** The tests of a suite are steps of one story: after a failed one the others say nothing, and the screen of the failure is kept. */
export function tellStory(name: string, workbench: () => Workbench | undefined): void {
  let failed: string | undefined;
  beforeEach(function () {
    if (failed !== undefined) skipFor(this, `not reached: ${failed}`);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    failed = this.currentTest.title;
    await workbench()?.screenshot(join(shots, `failed-${name}.png`));
  });
}

/** A folder with these files and no others. Its name is that of the project. */
export function makeProject(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(scratchFolder('ui'), name);
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Names the local base image in the spec, because the tests reach no image registry. */
export function useLocalBase(project: string): void {
  const file = join(project, 'trainyard.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.setIn(['workloads', 'train', 'build', 'args'], { BASE: PYTHON });
  writeFileSync(file, document.toString({ lineWidth: 120 }));
}

export interface RunContainer {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** The runs of a project on the engine, newest first, as the engine itself tells them. */
export async function runsOfProject(host: string, project: string): Promise<readonly RunContainer[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['trainyard.run-id'] }));
  const all: readonly RunContainer[] = await engineJson(host, { path: `/containers/json?all=1&filters=${filters}` });
  return all.filter(({ Labels }) => Labels['trainyard.spec']?.startsWith(`${project}/`) === true);
}

/** What `docker inspect` says of a container. */
export async function inspectContainer(host: string, id: string): Promise<Inspected> {
  return await engineJson(host, { path: `/containers/${id}/json` });
}

export interface Inspected {
  readonly Args: readonly string[];
  readonly State: { readonly Running: boolean; readonly ExitCode: number };
  readonly HostConfig: {
    readonly NanoCpus: number;
    readonly Memory: number;
    readonly DeviceRequests: readonly { readonly Count: number }[] | null;
  };
}

/** Removes what a test left on the engine: runs of its projects, and their images. */
export async function removeProject(host: string, project: string, ...images: readonly string[]): Promise<void> {
  for (const { Id } of await runsOfProject(host, project))
    await engineRequest(host, { method: 'DELETE', path: `/containers/${Id}?force=1&v=1` });
  for (const image of images) await engineRequest(host, { method: 'DELETE', path: `/images/${image}?force=1` });
}

/** Asks again until the answer is there. */
export async function until<T>(
  { page }: Workbench,
  what: string,
  ask: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  return await eventually(page, ask, { until: what, timeoutMs });
}

/**
 * A run of a project, made as the extension makes one: with its labels. For tests of what happens to a run, not of how it is started.
 * It prints an epoch four times a second.
 */
export async function startLabelledRun(host: string, project: string, name: string): Promise<string> {
  const script = 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo "epoch=$i/5000 loss=0.$((5000-i))"; sleep 0.25; done';
  const { Id } = await engineJson(host, {
    method: 'POST',
    path: `/containers/create?name=${name}`,
    body: {
      Image: BUSYBOX,
      Cmd: ['sh', '-c', script],
      Labels: {
        'trainyard.run-id': randomUUID(),
        'trainyard.run-name': name,
        'trainyard.workload': 'train',
        'trainyard.kind': 'run',
        'trainyard.spec': join(project, 'trainyard.yaml'),
      },
      HostConfig: { NetworkMode: 'none' },
    },
  });
  await engineJson(host, { method: 'POST', path: `/containers/${Id}/start` });
  return Id;
}
