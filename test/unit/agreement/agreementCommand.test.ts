import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreementCommand } from '../../agreement/agreementCommand.ts';
import { bundledSchemas } from '../../support/bundledSchemas.ts';

describe('The comparison with tests of other linters', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('counts where both say the same, what we miss and what only we find, and names the places', () => {
    example('tagNotSpecified/failure.yaml', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "a:latest"}]}\n');
    example('tagNotSpecified/failure.b.yaml', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "a:1"}]}\n');
    example('tagNotSpecified/success.yaml', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a}]}\n');
    example('ofTheirsAlone/success.yaml', 'a: 1\n');
    const { code, out } = run('--corpus', `polaris=${folder}`, '--verbose');
    assert.equal(code, 0);
    assert.match(out, /^tagNotSpecified +3 +1 +1 +1 /m);
    assert.match(out, /^ofTheirsAlone +1 +not covered$/m);
    assert.match(out, /we miss .*tagNotSpecified\/failure\.b\.yaml:1$/m);
    assert.match(out, /we find more .*tagNotSpecified\/success\.yaml:1$/m);
  });

  it('says what it expects when it is asked for something else', () => {
    for (const args of [
      [],
      ['--corpus', 'other=/'],
      ['--corpus', 'polaris'],
      ['--corpus', `polaris=${folder}`],
      ['--x'],
    ]) {
      const { code, error } = run(...args);
      assert.equal(code, 2);
      assert.match(error, /NAME is one of kube-linter, polaris/);
    }
  });

  function example(path: string, text: string): void {
    const file = join(folder, 'test/checks', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
});

function run(...args: readonly string[]): { readonly code: number; readonly out: string; readonly error: string } {
  let out = '';
  let error = '';
  const code = agreementCommand(args, bundledSchemas(), {
    out: (text) => (out += text),
    error: (text) => (error += text),
  });
  return { code, out, error };
}
