import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const lib = resolve(import.meta.dirname, '../../../../scripts/lib');

/** Runs a program in the background, then phases; says what it does. */
const program = `
import { atExit, never } from ${JSON.stringify(`${lib}/atExit.mjs`)};
import { runProgram } from ${JSON.stringify(`${lib}/runProgram.mjs`)};
atExit(() => new Promise((done) => setTimeout(() => { console.log('cleaned up'); done(); }, 200)));
const node = process.execPath;
const running = runProgram(node, ['-e', "console.log('started'); setInterval(() => {}, 1000)"], { onOutput: (text) => process.stdout.write(text) });
await running;
console.log('went on');
await runProgram(node, ['-e', ''], {});
console.log('ran another');
await never();
`;

describe('the end of a command', function () {
  this.timeout(30_000);

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`on ${signal} runs the clean-ups, and nothing of the command goes on behind them`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (text.includes('started')) child.kill(signal);
      });
      const [exitCode] = await once(child, 'close');
      assert.equal(exitCode, code);
      assert.equal(output, 'started\ncleaned up\n');
    });
  }
});
