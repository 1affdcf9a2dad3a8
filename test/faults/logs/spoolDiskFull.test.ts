// D6: the disk of the spools is full, a disk of 64 MB in memory. The log is still followed and shown.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { DockerLogSource } from '../../../src/adapters/docker/logs.ts';
import { DiskSpools } from '../../../src/adapters/spool/diskSpools.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { type Failure, ok } from '../../../src/domain/base/failure.ts';
import { LogSession } from '../../../src/domain/logs/logSession.ts';
import type { LogSpool, LogSpoolOpener } from '../../../src/domain/logs/ports.ts';
import { mountSmallDisk, unmountBelow } from '../../testbed/mounts.mjs';
import { busyboxPlan, removeTestContainers, startContainer, testEngine } from '../../support/realDocker.ts';

const LINES = 100_000;

describe('a log whose spool has no room', function () {
  this.timeout(60_000);
  let engine: Engine;
  let disk: string;

  before(async () => {
    engine = testEngine();
    disk = mkdtempSync(join(tmpdir(), 'trainyard-spool-full-'));
    await mountSmallDisk(disk, 64);
    // Something else has taken most of it: 4 MB are left.
    writeFileSync(join(disk, 'other'), Buffer.alloc(60 * 1024 ** 2));
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
    await unmountBelow(disk);
    rmSync(disk, { recursive: true, force: true });
  });

  it('says that the disk is full, goes on, and leaves nothing on it', async () => {
    const id = await startContainer(
      engine,
      busyboxPlan(
        `seq 1 ${LINES} | sed 's/$/ of a line that is about as long as those of a training are, with numbers/'`,
      ),
    );
    const failures: Failure[] = [];
    const session = new LogSession({
      source: async () => ok(new DockerLogSource(engine.transport, systemClock)),
      spools: noting(new DiskSpools(join(disk, 'logs')), failures),
      target: { resource: id },
      clock: systemClock,
    });
    await ended(session);
    assert.equal(session.state.kind, 'ended');
    assert.equal(session.spool, undefined);
    const lines = session.lastLines(2);
    assert.match(lines.at(-1) ?? '', new RegExp(`^${LINES} of a line`));
    assert.equal(session.buffer.end, LINES + 1, 'every line and one marker');
    const markers = session.buffer.slice(0, session.buffer.end).filter(({ stream }) => stream === 'marker');
    assert.equal(markers.length, 1);
    assert.match(markers[0]?.text ?? '', /^The disk of .* is full/);
    assert.equal(failures[0]?.code, 'no-space');
    assert.match(failures[0]?.detail ?? '', /ENOSPC/);
    assert.match(failures[0]?.nextStep ?? '', /Free some space/);
    session.dispose();
    assert.deepEqual(readdirSync(join(disk, 'logs')), []);
  });
});

/** Resolves when the follow is over. */
function ended(session: LogSession): Promise<void> {
  return new Promise((resolve) => {
    session.onDidChange(() => {
      if (session.state.kind === 'ended' || session.state.kind === 'failed') resolve();
    });
    session.follow();
  });
}

/** The same spools, whose failures are noted as they are told. */
function noting(opener: LogSpoolOpener, failures: Failure[]): LogSpoolOpener {
  return {
    open: async () => {
      const opened = await opener.open();
      if (!opened.ok) return opened;
      const spool: LogSpool = opened.value;
      const append = spool.append.bind(spool);
      spool.append = async (entries) => {
        const appended = await append(entries);
        if (!appended.ok) failures.push(appended.failure);
        return appended;
      };
      return opened;
    },
  };
}
