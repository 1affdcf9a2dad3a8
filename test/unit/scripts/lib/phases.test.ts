import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addOutcomes, describeCounts, readCounts, runLanes, runPhases } from '../../../../scripts/lib/phases.mjs';

describe('phases of npm test', () => {
  let folder: string;
  let lines: string[];
  const print = (line: string) => void lines.push(line);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-phases-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('sums what the phases counted', async () => {
    const sum = await runPhases(
      [
        { name: 'one', run: async () => ({ passed: 3, failed: 0, skipped: 1 }) },
        { name: 'two', run: async () => ({ passed: 2, failed: 1, skipped: 0 }) },
      ],
      { logFolder: folder, verbose: false, print },
    );
    assert.equal(describeCounts(sum), '5 passed, 1 failed, 1 skipped');
  });

  it('tells of tests that passed only when they were run again, also in the closing table', async () => {
    const table: string[] = [];
    const run = async () => ({ passed: 3, failed: 0, skipped: 0, unsteady: ['a test: its cause'] });
    await runPhases([{ name: 'one', run }], { logFolder: folder, verbose: false, print, table });
    assert.match(lines.join('\n'), /passed only when run again: a test: its cause/);
    assert.match(table.join('\n'), /one .*3 passed.*\n.*passed only when run again: a test: its cause/);
  });

  it('counts a phase without any test as failed, unless it says that it may be empty', async () => {
    const empty = { passed: 0, failed: 0, skipped: 0 };
    const phases = [
      { name: 'tests', run: async () => empty },
      { name: 'set-up', mayBeEmpty: true, run: async () => empty },
    ];
    const sum = await runPhases(phases, { logFolder: folder, verbose: false, print });
    assert.equal(sum.failed, 1);
    assert.ok(lines.some((line) => /FAILED tests/.test(line)));
    assert.ok(lines.some((line) => /ok +set-up/.test(line)));
  });

  it('counts a phase that throws as failed, shows its output whole and goes on', async () => {
    const sum = await runPhases(
      [
        {
          name: 'broken',
          run: async (write) => {
            write('first line\nsecond line\n');
            throw new Error('the cause');
          },
        },
        { name: 'next', run: async () => ({ passed: 1, failed: 0, skipped: 0 }) },
      ],
      { logFolder: folder, verbose: false, print },
    );
    assert.deepEqual(sum, { passed: 1, failed: 1, skipped: 0 });
    const shown = lines.join('\n');
    assert.match(shown, /first line\nsecond line\nError: the cause/);
    assert.match(readFileSync(join(folder, 'broken.log'), 'utf8'), /second line/);
  });

  it('keeps the output of a good phase out of sight, but not the reason of a skip', async () => {
    const run = async (write: (text: string) => void) => {
      write('chatter\n');
      return { passed: 1, failed: 0, skipped: 1, notes: ['skipped: no podman'] };
    };
    await runPhases([{ name: 'quiet', run }], { logFolder: folder, verbose: false, print });
    assert.ok(!lines.join('\n').includes('chatter'));
    assert.ok(lines.join('\n').includes('skipped: no podman'));
  });

  it('runs lanes side by side and the phases of a lane one after the other', async () => {
    const told: string[] = [];
    const met = Promise.withResolvers<void>();
    const phase = (name: string, work: () => Promise<void> = () => Promise.resolve()) => ({
      name,
      run: async () => {
        told.push(`${name} begins`);
        await work();
        told.push(`${name} ends`);
        return { passed: 1, failed: 0, skipped: 0 };
      },
    });
    const table: string[] = [];
    // The first waits for one of the other lane: in a row they would never end.
    const lanes = [[phase('a', () => met.promise), phase('b')], [phase('c', async () => met.resolve())]];
    const sum = await runLanes(lanes, { logFolder: folder, verbose: false, print, table });
    assert.deepEqual(sum, { passed: 3, failed: 0, skipped: 0 });
    assert.ok(told.indexOf('a ends') < told.indexOf('b begins'));
    assert.equal(table.length, 3);
  });

  it('reads the last line of counts and nothing else', () => {
    assert.deepEqual(readCounts('1 passed, 0 failed, 0 skipped\nx\n7 passed, 2 failed, 1 skipped\n'), {
      passed: 7,
      failed: 2,
      skipped: 1,
    });
    assert.equal(readCounts('all 7 passed, 2 failed, 1 skipped, it says'), undefined);
  });

  it('adds outcomes with their notes and unsteady tests', () => {
    const sum = addOutcomes([
      { passed: 1, failed: 2, skipped: 3, notes: ['a'] },
      { passed: 10, failed: 20, skipped: 30, unsteady: ['b'] },
    ]);
    assert.deepEqual(sum, { passed: 11, failed: 22, skipped: 33, notes: ['a'], unsteady: ['b'] });
  });
});
