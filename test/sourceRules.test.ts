// Bans that hold for every line of the product. The linter has some of them too; here no comment can switch them off.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { breachesOf, sourceRules } from './support/sourceRules.ts';
import { parseSources, readSources } from './support/sourceTree.ts';

const files = parseSources(readSources(join(import.meta.dirname, '../src')));

describe('source', () => {
  for (const rule of sourceRules) it(rule.name, () => assert.deepEqual(breachesOf(rule, files), []));
});

/** Lines that break a rule, and lines beside them that do not. */
const samples: readonly { readonly rule: string; readonly bad: readonly string[]; readonly good: readonly string[] }[] =
  [
    {
      rule: 'S3: no program',
      bad: [
        "import { exec } from 'node:child_process';",
        "import * as processes from 'node:child_process';",
        "spawn('a', [], { shell: true });",
        "spawn('a', [], { 'shell': '/bin/sh' });",
      ],
      good: ["import { spawn } from 'node:child_process';", "spawn('a', [], { shell: false });", 'open({ shell });'],
    },
    { rule: 'S3: no text', bad: ["terminal.sendText('rm');"], good: ['terminal.show();'] },
    {
      rule: 'S4',
      bad: [
        'text.isTrusted = true;',
        "const a = { isTrusted: { enabledCommands: ['x'] } };",
        'text.supportHtml = true;',
      ],
      good: ['if (workspace.isTrusted) go();', 'text.isTrusted = false;'],
    },
    {
      rule: 'S5: nothing',
      bad: [
        "a.innerHTML = 'x';",
        "a['outerHTML'] = b;",
        "a.insertAdjacentHTML('x', b);",
        "document.write('x');",
        'new DOMParser();',
      ],
      good: ["a.textContent = 'x';", "stream.write('x');"],
    },
    {
      rule: 'S5: no text',
      bad: ["eval('x');", "new Function('x');", "setTimeout('x', 1);", "import { runInContext } from 'node:vm';"],
      good: ['setTimeout(() => go(), 1);', 'const a: () => void = go;'],
    },
    {
      rule: 'S12',
      bad: [
        'connect({ rejectUnauthorized: false });',
        'connect({ rejectUnauthorized: strict });',
        "env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';",
      ],
      good: ['connect({ rejectUnauthorized: true });'],
    },
    {
      rule: 'S13',
      bad: ['createServer(go);', 'server.listen(8080);', 'server.listen({ port: 1 });'],
      good: ['events.listen(go);'],
    },
    {
      rule: 'S15',
      bad: ["writeFile('a', b, { mode: 0o777 });", "chmod('a', 0o666);"],
      good: ["writeFile('a', b, { mode: 0o600 });", "chmod('a', 0o755);"],
    },
    {
      rule: 'S16',
      bad: ['const labels: Record<string, string> = {};', 'const labels: { [name: string]: string } = {};'],
      good: [
        "const labels: Record<string, string> = { a: 'b' };",
        'const labels = new Map<string, string>();',
        'const state: State = {};',
      ],
    },
    { rule: 'type any', bad: ['const a: any = 1;', 'const a = b as any;'], good: ['const a: unknown = 1;'] },
    { rule: 'asserted', bad: ['a!.b();'], good: ['a?.b();', 'if (!a) go();'] },
    {
      rule: 'switched off',
      bad: ['// @ts-expect-error because', '// oxlint-disable-next-line no-eval', '/* eslint-disable */'],
      good: ['// oxlint-disable-next-line no-eval -- reason'],
    },
    {
      rule: 'swallowed',
      bad: [
        'try { go(); } catch {}',
        'try { go(); } catch { /* never mind */ }',
        'go().catch(() => undefined);',
        'go().catch(() => {});',
      ],
      good: [
        'try { go(); } catch { return false; }',
        'go().catch((error) => log(error));',
        'const a = await go().catch(() => undefined);',
      ],
    },
    { rule: 'left for later', bad: ['// TODO more'], good: ['// everything'] },
    { rule: 'console', bad: ["console.log('x');"], good: ['log.console = 1;'] },
    { rule: 'settings are read', bad: ['workspace.getConfiguration();'], good: ["setting('a');"] },
    {
      rule: 'commands are registered',
      bad: ["commands.registerCommand('a', b);"],
      good: ["commands.register('a', b);"],
    },
    { rule: 'trees are made', bad: ["window.createTreeView('a', b);"], good: ["createTreeView('a', b);"] },
    { rule: 'failures are shown', bad: ["window.showErrorMessage('a');"], good: ['notify.failure(a);'] },
  ];

describe('source rules', () => {
  const breaches = (part: string, text: string) => {
    const rule = sourceRules.find(({ name }) => name.includes(part));
    assert.ok(rule, `no rule about ${part}`);
    return breachesOf(rule, parseSources(new Map([['planted.ts', text]])));
  };

  it('each have samples', () => {
    const without = sourceRules.filter(({ name }) => !samples.some(({ rule }) => name.includes(rule)));
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
    );
  });

  for (const { rule, bad, good } of samples) {
    it(`${rule}: finds what it bans and nothing beside it`, () => {
      for (const line of bad) assert.equal(breaches(rule, line).length, 1, line);
      for (const line of good) assert.deepEqual(breaches(rule, line), [], line);
    });
  }
});
