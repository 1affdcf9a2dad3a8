import assert from 'node:assert/strict';
import { parseEnvFile } from '../../../../src/domain/deploy/envFile.ts';

describe('parseEnvFile', () => {
  it('reads what people write into such files', () => {
    const text =
      '\uFEFF# comment\r\nA=1\nexport B = two words # note\nC="a # b\\n\\"q\\"" # c\nD=\'$HOME\\n\'\nE=\n\nF=a=b#c\n__proto__=x\n';
    const parsed = parseEnvFile(text, '.env');
    assert.ok(parsed.ok);
    assert.deepEqual(
      [...parsed.value],
      [
        ['A', '1'],
        ['B', 'two words'],
        ['C', 'a # b\n"q"'],
        ['D', '$HOME\\n'],
        ['E', ''],
        ['F', 'a=b#c'],
        ['__proto__', 'x'],
      ],
    );
  });

  it('names the line and keeps it to itself', () => {
    const parsed = parseEnvFile('A=1\nsecret value', '.env');
    assert.ok(!parsed.ok);
    assert.deepEqual(
      [parsed.failure.message, parsed.failure.location],
      ['.env:2 is not a line of KEY=VALUE.', { path: '.env', line: 2 }],
    );
  });
});
