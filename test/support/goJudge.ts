// Go programs of the test bed that judge what they are given, a line each.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { buildJudge } from '../testbed/buildJudge.mjs';

export type Judge = (values: readonly unknown[]) => readonly string[];

/** Gives the answer for each of many values, `ok` or the error as a rule; JSON. The first run compiles the program: minutes. */
export async function goJudge(name: Parameters<typeof buildJudge>[0]): Promise<Judge> {
  const program = await buildJudge(name);
  return (values) => {
    const input = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    const { stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    const answers = stdout.split('\n').slice(0, -1);
    assert.equal(answers.length, values.length, stderr);
    return answers.map((answer) => String(JSON.parse(answer)));
  };
}
