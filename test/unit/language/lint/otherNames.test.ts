// Rules that were planned under another name take severities by it, wherever they are chosen.
import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editedLintConfig } from '../../../../src/language/editing/editedLintConfig.ts';
import { editorChoice } from '../../../../src/language/lint/config/editorChoice.ts';
import { readLintConfig } from '../../../../src/language/lint/config/readLintConfig.ts';
import { rulesNamed } from '../../../../src/language/rules/rulesNamed.ts';
import { CliFolder } from '../../cli/runInFolder.ts';

const OTHER = 'docker-sh-pipefail';
const ID = 'docker-pipefail';
const SEVERAL = 'docker-syntax-multiple-instructions';
const DOCKERFILE = 'FROM debian:12\nRUN curl -s https://example.com/a | tar x\nCMD ["a"]\nCMD ["b"]\n';

describe('other names of rules', () => {
  it('mean rules of ours, and none of other linters', () => {
    assert.deepEqual(rulesNamed(OTHER), [ID]);
    assert.deepEqual(rulesNamed(ID), [ID]);
    assert.equal(rulesNamed(SEVERAL).length, 3);
    assert.deepEqual([rulesNamed('hadolint/DL4006'), rulesNamed('DL4006'), rulesNamed('none')], [[], [], []]);
  });

  it('take severities, settings and bans in a configuration, where the id itself counts more', () => {
    const read = (text: string) => {
      const found = readLintConfig(text, 'lint.yaml');
      assert.ok(found.ok, JSON.stringify(found));
      return found.value;
    };
    const { config, overrides } = read(
      `rules: { ${OTHER}: error, ${SEVERAL}: hint }\noptions: { ${OTHER}: { a: 1 } }\n` +
        `overrides: [{ paths: [a/b], rules: { ${OTHER}: off } }]\nsuppressions: { forbid: [${OTHER}] }\n`,
    );
    assert.equal(config.rules.get(ID), 'error');
    assert.equal(config.rules.get('docker-cmd-multiple'), 'hint');
    assert.deepEqual(config.options.get(ID), { a: 1 });
    assert.equal(overrides[0]?.rules.get(ID), 'off');
    assert.deepEqual([...config.forbiddenSuppressions], [ID]);
    assert.equal(read(`rules:\n  ${ID}: info\n  ${OTHER}: error\n`).config.rules.get(ID), 'info');
    assert.equal(readLintConfig('rules: { docker-sh-pipefial: off }\n', 'lint.yaml').ok, false);
  });

  it('take severities in the settings of the editor, where what comes later counts', () => {
    const choice = (...rules: readonly (readonly string[])[]) =>
      editorChoice({ profiles: [], kubernetesVersion: '', rules }).rules.get(ID);
    assert.equal(choice([OTHER, 'error']), 'error');
    assert.equal(choice([ID, 'off'], [OTHER, 'error']), 'error');
  });

  it('are told in the configuration file, and renamed where it is clear to what', () => {
    const uri = 'file:///w/.trainyard/lint.yaml';
    const text = `rules:\n  ${OTHER}: error\n  ${SEVERAL}: hint\n  ${ID}: error\n`;
    const file = editedLintConfig(uri, text);
    const found = file.diagnostics().map(({ code, severity, message }) => [code, severity, message]);
    assert.deepEqual(found[0], ['other-name', 4, `“${OTHER}” is another name of “${ID}”.`]);
    assert.equal(found.length, 2);
    const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const [action, ...more] = file.codeActions(whole);
    assert.equal(more.length, 0);
    const edits = action?.edit?.changes?.[uri] ?? [];
    assert.equal(TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, text), edits), text.replace(OTHER, ID));
  });

  it('take severities as arguments, which say the id, and in the file of the command line', async () => {
    const folder = new CliFolder();
    try {
      folder.write('Dockerfile', DOCKERFILE);
      const lint = async (...args: readonly string[]) => await folder.run(['lint', ...args, '--format', 'json']);
      const severities = (out: string) =>
        (JSON.parse(out) as readonly { readonly rule: string; readonly severity: string }[])
          .filter(({ rule }) => [ID, 'docker-cmd-multiple'].includes(rule))
          .map(({ rule, severity }) => `${rule} ${severity}`);
      const chosen = await lint('--rule', `${OTHER}=error`, '--rule', `${SEVERAL}=hint`);
      assert.deepEqual(severities(chosen.out).toSorted(), ['docker-cmd-multiple hint', `${ID} error`]);
      assert.match(chosen.error, new RegExp(`“${OTHER}” is another name of “${ID}”\\.`));
      assert.equal((await lint('--rule', `${ID}=error`)).error, '');
      assert.equal((await lint('--rule', 'docker-none=error')).code, 2);
      folder.write('.trainyard/lint.yaml', `rules: { ${OTHER}: off, ${SEVERAL}: off }\n`);
      assert.deepEqual(severities((await lint()).out), []);
    } finally {
      folder.remove();
    }
  });
});
