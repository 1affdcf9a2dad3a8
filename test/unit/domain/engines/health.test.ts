import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { healthOf } from '../../../../src/domain/engines/health.ts';

type Facts = Parameters<typeof healthOf>[0];

const CASES: readonly (readonly [Facts, string, string])[] = [
  [{ state: 'created' }, 'queued', 'created, not started'],
  [{ state: 'created', exitCode: 0 }, 'queued', 'created, not started'],
  [{ state: 'created', exitCode: 127 }, 'failed', 'could not start: exited 127: the command was not found'],
  [
    { state: 'created', exitCode: 127, error: 'exec: "train": not found\nmore' },
    'failed',
    'could not start: exec: "train": not found',
  ],
  [{ state: 'running' }, 'running', 'running'],
  [{ state: 'running', restartCount: 1 }, 'running', 'running, restarted once'],
  [{ state: 'running', restartCount: 4 }, 'running', 'running, restarted 4 times'],
  [{ state: 'running', healthcheck: 'starting' }, 'running', 'running, health check pending'],
  [{ state: 'running', healthcheck: 'healthy' }, 'ok', 'running, healthy'],
  [{ state: 'running', healthcheck: 'unhealthy' }, 'failed', 'running, unhealthy'],
  [{ state: 'paused' }, 'warning', 'paused'],
  [{ state: 'removing' }, 'cancelled', 'being removed'],
  [{ state: 'dead' }, 'failed', 'dead: the engine could not remove it'],
  [{ state: 'restarting' }, 'warning', 'restarting'],
  [{ state: 'restarting', restartCount: 3, exitCode: 1 }, 'failed', 'restarting, 3 times so far: exited 1'],
  [
    { state: 'restarting', exitCode: 137, isOomKilled: true },
    'failed',
    'restarting: out of memory: killed at its memory limit',
  ],
  [{ state: 'exited' }, 'unknown', 'exited'],
  [{ state: 'exited', exitCode: 0 }, 'ok', 'exited 0'],
  [{ state: 'exited', exitCode: 0, isOomKilled: true }, 'ok', 'exited 0'],
  [{ state: 'exited', exitCode: 1 }, 'failed', 'exited 1'],
  [{ state: 'exited', exitCode: 1, restartCount: 2 }, 'failed', 'exited 1, restarted 2 times'],
  [{ state: 'exited', exitCode: 1, isOomKilled: true }, 'failed', 'out of memory: killed at its memory limit'],
  [{ state: 'exited', exitCode: 125 }, 'failed', 'exited 125: the engine could not run it'],
  [{ state: 'exited', exitCode: 126 }, 'failed', 'exited 126: the command cannot be executed'],
  [{ state: 'exited', exitCode: 127 }, 'failed', 'exited 127: the command was not found'],
  [{ state: 'exited', exitCode: 128, error: 'driver failed' }, 'failed', 'exited 128: driver failed'],
  [{ state: 'exited', exitCode: 130 }, 'cancelled', 'exited 130: interrupted'],
  [{ state: 'exited', exitCode: 132 }, 'failed', 'exited 132: illegal instruction (built for another CPU)'],
  [{ state: 'exited', exitCode: 134 }, 'failed', 'exited 134: aborted by the program itself'],
  [{ state: 'exited', exitCode: 135 }, 'failed', 'exited 135: bus error (shared memory may be too small)'],
  [{ state: 'exited', exitCode: 136 }, 'failed', 'exited 136: arithmetic error'],
  [{ state: 'exited', exitCode: 137 }, 'failed', 'exited 137: killed, but not at its memory limit'],
  [{ state: 'exited', exitCode: 137, isOomKilled: true }, 'failed', 'out of memory: killed at its memory limit'],
  [{ state: 'exited', exitCode: 139 }, 'failed', 'exited 139: segmentation fault'],
  [{ state: 'exited', exitCode: 143 }, 'cancelled', 'exited 143: stopped'],
  [{ state: 'exited', exitCode: 138 }, 'failed', 'exited 138: ended by signal 10'],
  [{ state: 'exited', exitCode: 255 }, 'failed', 'exited 255'],
];

describe('healthOf', () => {
  for (const [facts, health, text] of CASES) {
    it(`${JSON.stringify(facts)} is ${text}`, () => assert.deepEqual(healthOf(facts), { health, text }));
  }

  it('shows an error of the engine without what would act on a terminal, and not at any length', () => {
    const { text } = healthOf({ state: 'created', error: `\u001b]0;x\u0007bad${'!'.repeat(500)}` });
    assert.match(text, /^could not start: bad!+…$/);
    assert.ok(text.length < 230);
  });
});
