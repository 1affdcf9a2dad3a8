import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { execOutput } from '../../../src/adapters/docker/execOutput.ts';
import type { ShellSession } from '../../../src/domain/engines/ports.ts';
import {
  busyboxPlan,
  never,
  removeTestContainers,
  startContainer,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

const SIZE = { columns: 123, rows: 45 };

/** Everything a shell says, and the moment when it says something. */
class Listener {
  text = '';
  readonly exit: Promise<number | undefined>;
  #waiting: (() => void)[] = [];

  constructor(session: ShellSession) {
    this.exit = new Promise((resolve) => session.onExit(resolve));
    session.onData((bytes) => {
      this.text += Buffer.from(bytes).toString('utf8');
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

describe('a shell in a real container', () => {
  let engine: Engine;
  before(() => {
    engine = testEngine();
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
  });

  const processes = async (id: string): Promise<string> =>
    valueOf(await execOutput(engine.transport, id, ['ps', '-o', 'args'], never)).stdout;

  it('has a terminal of the right size, takes input and tells its exit code', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    const session = valueOf(await engine.shells.open(id, SIZE, never));
    const listener = new Listener(session);
    session.write('stty size; echo $((6*7)); echo $TERM\n');
    await listener.says(/45 123\r\n42\r\nxterm-256color/);
    session.resize(80, 24);
    session.write('sleep 0.3; stty size\n');
    await listener.says(/24 80/);
    session.write('exit 9\n');
    assert.equal(await listener.exit, 9);
  });

  it('leaves nothing running when it is closed', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    const session = valueOf(await engine.shells.open(id, SIZE, never));
    const listener = new Listener(session);
    session.write('trap "" INT; sleep 777\n');
    await listener.says(/sleep 777/);
    while (!/^sleep 777$/m.test(await processes(id)));
    session.dispose();
    await listener.exit;
    while (/^sleep 777$|^sh$/m.test(await processes(id)));
  });

  it('says that the container has stopped', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    const session = valueOf(await engine.shells.open(id, SIZE, never));
    const listener = new Listener(session);
    valueOf(await engine.control.kill(id, never));
    await listener.exit;
    assert.match(listener.text, /The container has (stopped|been removed)/);
  });

  it('says that an image has no shell', async () => {
    const { id } = valueOf(await engine.control.create(busyboxPlan('mv /bin/sh /bin/nosh; exec sleep 600'), never));
    valueOf(await engine.control.start(id, never));
    let opened = await engine.shells.open(id, SIZE, never);
    while (opened.ok) {
      opened.value.dispose();
      opened = await engine.shells.open(id, SIZE, never);
    }
    assert.equal(opened.failure.code, 'tool-missing');
    assert.match(opened.failure.message, /no shell/);
  });

  it('does not open in a container that is not running', async () => {
    const { id } = valueOf(await engine.control.create(busyboxPlan('true'), never));
    const refused = await engine.shells.open(id, SIZE, never);
    assert.ok(!refused.ok && refused.failure.code === 'conflict');
  });
});
