// Texts of the user interface: all of them reach the translators, none with a place that nothing fills.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleText, collectAll, collectMessages, pseudoText } from '../scripts/l10n.mjs';

const root = join(import.meta.dirname, '..');

describe('texts', () => {
  const { messages, problems } = collectAll(root);

  it('are literals with an argument for each place', () => assert.deepEqual(problems, []));

  it('are all in l10n/bundle.l10n.json (node scripts/l10n.mjs writes it)', () => {
    assert.equal(readFileSync(join(root, 'l10n/bundle.l10n.json'), 'utf8'), bundleText(messages));
  });

  it('do not shout, and do not begin or end with a space', () => {
    assert.deepEqual(
      messages.filter((text) => text.endsWith('!') || text !== text.trim() || text.includes('  ')),
      [],
    );
  });
});

describe('collecting texts', () => {
  const collect = (text: string) => collectMessages('a.ts', text);

  it('takes literals, also with quotes and line breaks in them', () => {
    assert.deepEqual(collect(`t('It\\'s “on”');\nt("two\\nlines {0}", 1);`).messages, ["It's “on”", 'two\nlines {0}']);
  });

  it('refuses everything that translators could not see', () => {
    for (const call of ['t(name)', 't(`a ${b}`)', "t('a' + b)", 't()'])
      assert.match(
        collect(`\n${call};`).problems.join(),
        /^a\.ts:2: the text of t\(\) must be one string literal$/,
        call,
      );
  });

  it('finds places without an argument and arguments without a place', () => {
    assert.equal(collect("t('{0} of {1}', 1);").problems.length, 1);
    assert.equal(collect("t('{0}', 1, 2);").problems.length, 1);
    assert.equal(collect("t('{1}', 1);").problems.length, 1);
    assert.deepEqual(collect("t('{0} of {1}, {0}', 1, 2);").problems, []);
  });

  it('leaves other functions alone', () => assert.deepEqual(collect("at(name); x.t(name); text('a');").messages, []));

  it('makes a stand-in translation that keeps its places', () => {
    assert.equal(pseudoText('Stop {0}'), '[Štöp {0}~~~]');
  });
});
