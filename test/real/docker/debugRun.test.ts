// Debugging a run in a real container that has no network at all, with the debugger that VS Code uses.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { DockerLogSource } from '../../../src/adapters/docker/logs.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import type { DebugChoice } from '../../../src/domain/deploy/debugCommand.ts';
import { toDocker } from '../../../src/domain/deploy/toDocker.ts';
import type { ContainerPlan } from '../../../src/domain/engines/containerPlan.ts';
import { debugContainer, untilContainerListens } from '../../../src/domain/runs/debugContainers.ts';
import { runCommand } from '../../testbed/runCommand.mjs';
import { debugAnswer } from '../../support/debugAnswer.ts';
import { launchedWords } from '../../support/debugJob.ts';
import { debugpyWheel } from '../../support/debugpyWheel.ts';
import { busyboxPlan, never, removeTestContainers, testEngine, testName, valueOf } from '../../support/realDocker.ts';
import { PYTHON } from '../../support/testImages.ts';
import { ENGINE } from '../../unit/domain/deploy/engineFacts.ts';
import { specOf } from '../../unit/domain/deploy/specTexts.ts';

const PROGRAM = `import os, sys
rank = int(os.environ.get("RANK", 0))
answer = rank * 100 + int(sys.argv[2])
print("answer", answer, flush=True)
`;
const AT = { localRoot: '/here/project', line: 4 };
const given = { clock: systemClock, onStep: () => undefined };

describe('debugging a run in a real container', function () {
  this.timeout(90_000);
  let engine: Engine;
  let folder: string;
  const logsToo = () => ({ ...engine, logs: new DockerLogSource(engine.transport, systemClock) });

  before(async () => {
    engine = testEngine();
    folder = mkdtempSync(join(tmpdir(), 'trainyard-debug-'));
    await runCommand('/usr/bin/python3', ['-m', 'zipfile', '-e', await debugpyWheel(), folder]);
    writeFileSync(join(folder, 'train.py'), PROGRAM);
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** debugpy and the program are brought between making and starting. */
  async function start(
    body: readonly string[],
    { debug = {}, change = (plan: ContainerPlan) => plan }: { debug?: DebugChoice; change?: typeof samePlan } = {},
  ): Promise<{ readonly id: string; readonly name: string }> {
    const head = [
      'version: 1',
      'workloads:',
      '  train:',
      `    image: ${PYTHON}`,
      '    user: image',
      '    network: none',
    ];
    const workload = specOf([...head, ...body.map((line) => `    ${line}`), ''].join('\n')).workloads.get('train');
    assert.ok(workload);
    const name = testName();
    const facts = {
      engine: ENGINE,
      hasBridgeNetwork: true,
      specFolder: '/p',
      specPath: '/p/trainyard.yaml',
      workspaceFolder: '/p',
      secrets: new Map(),
      environmentFiles: new Map(),
      image: { reference: PYTHON },
      run: { id: name, name },
    };
    const plan = valueOf(toDocker(workload, { parameters: new Map(), debug }, facts));
    const labels = new Map([...busyboxPlan('').labels, ...plan.labels]);
    const { id } = valueOf(await engine.control.create({ ...change(plan), labels }, never));
    valueOf(await engine.files.copyIn(id, { path: folder, folder: '/' }, never));
    valueOf(await engine.control.start(id, never));
    return { id, name };
  }
  const samePlan = (plan: ContainerPlan): ContainerPlan => plan;
  const project = () => {
    const name = `/${folder.split('/').at(-1)}`;
    return [`workingDir: ${name}`, `env: { PYTHONPATH: ${name} }`];
  };

  async function answerOf(run: { readonly id: string; readonly name: string }, rank = 0): Promise<unknown> {
    const container = valueOf(await debugContainer(engine, run, never));
    const { id, name, python } = container;
    const port = container.port + rank;
    valueOf(await untilContainerListens(logsToo(), { id, name, port }, given, never));
    const opened = valueOf(await engine.ports.open(id, { port, python }));
    try {
      return await debugAnswer(opened.localPort, AT);
    } finally {
      opened.dispose();
    }
  }

  it('attaches to a program that waits, stops in its line, and lets it go on', async () => {
    const run = await start(['command: [python3, -u, train.py, --seed, "7"]', 'timeout: 5m', ...project()]);
    const container = valueOf(await debugContainer(engine, run, never));
    assert.deepEqual(
      [container.port, container.processes, container.python, container.specPath],
      [5678, 1, 'python3', '/p/trainyard.yaml'],
    );
    assert.equal(await answerOf(run), '7');
    assert.deepEqual(valueOf(await engine.control.wait(run.id, never)), { exitCode: 0 });
    const later = await untilContainerListens(logsToo(), { ...run, port: 5678 }, given, never);
    assert.match(later.ok ? '' : later.failure.message, /has ended, so there is nothing to attach to/);
  });

  it('attaches to one process of a launcher, while the others wait for nobody', async () => {
    const change = ({ entrypoint = [], command = [], ...plan }: ContainerPlan): ContainerPlan => {
      const [python = '', ...words] = launchedWords([...entrypoint, ...command]);
      return { ...plan, entrypoint: [python], command: words };
    };
    const body = ['command: [torchrun, --nproc_per_node=2, train.py, --seed, "7"]', ...project()];
    const run = await start(body, { debug: { waits: 1 }, change });
    assert.equal(valueOf(await debugContainer(engine, run, never)).processes, 2);
    assert.equal(await answerOf(run, 1), '107');
    assert.deepEqual(valueOf(await engine.control.wait(run.id, never)), { exitCode: 0 });
  });

  it('says that the image has no debugpy', async () => {
    const run = await start(['command: [python3, -c, pass]']);
    const waited = await untilContainerListens(logsToo(), { ...run, port: 5678 }, given, never);
    assert.equal(waited.ok ? 'ok' : waited.failure.code, 'tool-missing');
  });
});
