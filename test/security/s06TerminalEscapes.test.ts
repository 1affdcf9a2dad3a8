// S6: what servers and programs write can colour a log line and nothing else; names and messages cannot even do that.
import assert from 'node:assert/strict';
import type * as ansi from '../../src/domain/logs/ansi.ts';
import type * as notify from '../../src/adapters/vscode/notify.ts';
import type * as plainTextModule from '../../src/domain/base/plainText.ts';
import type * as responseFailure from '../../src/adapters/docker/responseFailure.ts';
import type * as treeItem from '../../src/views/shared/treeItem.ts';
import { shown } from './vscodeStandIn.mjs';
import { CONTROLS, TERMINAL_SEQUENCES } from './terminalSequences.ts';
import { describeRule, loadFrom } from './mutants.ts';
import { useVscodeStandIn } from './useVscodeStandIn.ts';

/** Sequences inside words, beside each other, and cut in two by a line end. */
const texts = TERMINAL_SEQUENCES.flatMap((sequence) => [
  `train${sequence}ing`,
  `${sequence}${sequence}`,
  `a\n${sequence}b`,
]);

const assertPlain = (text: string, from: string) =>
  assert.doesNotMatch(text, CONTROLS, `${JSON.stringify(from)} became ${JSON.stringify(text)}`);

describe('S6 terminal escapes', () => {
  before(() => useVscodeStandIn());

  it('has a corpus of at least sixty sequences', () => assert.ok(new Set(TERMINAL_SEQUENCES).size >= 60));

  describeRule(
    'names and messages lose every control character',
    async (src) => {
      const { plainLine, plainText } = await loadFrom<typeof plainTextModule>(src, 'domain/base/plainText.ts');
      for (const text of texts) {
        assertPlain(plainText(text), text);
        assertPlain(plainLine(text), text);
        assert.doesNotMatch(plainLine(text), /[\n\t]/);
      }
      assert.equal(plainText('a\u001b]52;c;Y2FuYXJ5\u0007b'), 'ab', 'what was meant for the clipboard stays as text');
    },
    [
      {
        what: 'strings of the terminal let through',
        file: 'domain/base/plainText.ts',
        from: "return text.replace(/\\r\\n/g, '\\n').replace(CONTROL, '');",
        to: "return text.replace(/\\r\\n/g, '\\n');",
      },
    ],
  );

  describeRule(
    'log lines keep their colours and lose the rest',
    async (src) => {
      const { ansiSpans, stripAnsi } = await loadFrom<typeof ansi>(src, 'domain/logs/ansi.ts');
      for (const text of texts) {
        const line = text.replaceAll('\n', ' ');
        assertPlain(stripAnsi(line), line);
        for (const span of ansiSpans(`\u001b[31m${line}\u001b[0m`)) assertPlain(span.text, line);
      }
      assert.equal(ansiSpans('\u001b[31mred')[0]?.style.foreground, 1);
      assert.deepEqual(
        ansiSpans('a\u001b]52;c;Y2FuYXJ5\u0007b')
          .map(({ text }) => text)
          .join(''),
        'ab',
      );
    },
    [
      {
        what: 'the clipboard sequence let through',
        file: 'domain/logs/ansi.ts',
        from: "return CONTROL.test(text) ? text.replace(SEQUENCE, '') : text;",
        to: 'return text;',
      },
      {
        what: 'spans of raw text',
        file: 'domain/logs/ansi.ts',
        from: 'add(text.slice(from, match.index));',
        to: 'add(text.slice(from, match.index) + match[0]);',
      },
    ],
  );

  describeRule(
    'what an engine answers is shown without them',
    async (src) => {
      const { responseFailure: failureOf } = await loadFrom<typeof responseFailure>(
        src,
        'adapters/docker/responseFailure.ts',
      );
      const endpoint = { kind: 'unix', path: '/s' } as const;
      for (const text of texts) {
        for (const body of [JSON.stringify({ message: text }), text]) {
          const { message, detail = '' } = failureOf({ status: 500, headers: {}, text: body }, endpoint);
          assertPlain(`${message}${detail}`, text);
        }
      }
    },
    [
      {
        what: 'the message of the engine as it is',
        file: 'adapters/docker/responseFailure.ts',
        from: 'return plainText(parsed.message.trim());',
        to: 'return parsed.message.trim();',
      },
    ],
  );

  describeRule(
    'rows and notifications show names without them',
    async (src) => {
      const { toTreeItem } = await loadFrom<typeof treeItem>(src, 'views/shared/treeItem.ts');
      const { createNotifier } = await loadFrom<typeof notify>(src, 'adapters/vscode/notify.ts');
      const log = { info() {}, warn() {}, error() {}, failure() {}, show() {}, dispose() {} };
      for (const text of texts) {
        const item = toTreeItem({ id: 'x', label: text, description: text, tooltip: text, spoken: text });
        const { label, description, tooltip, accessibilityInformation } = item;
        for (const part of [label, description, tooltip, accessibilityInformation?.label]) {
          assert.ok(typeof part === 'string', 'texts are plain strings, so that no name becomes a link');
          assertPlain(part, text);
        }
        shown.length = 0;
        createNotifier(log).failure({ code: 'rejected', message: text, nextStep: text });
        createNotifier(log).info(text);
        assert.equal(shown.length, 2);
        for (const one of shown) assertPlain(one.text, text);
      }
    },
    [
      {
        what: 'labels as they are',
        file: 'views/shared/treeItem.ts',
        from: 'new TreeItem(plainLine(node.label)',
        to: 'new TreeItem(node.label',
      },
      {
        what: 'tooltips as they are',
        file: 'views/shared/treeItem.ts',
        from: 'item.tooltip = plainText(node.tooltip);',
        to: 'item.tooltip = node.tooltip;',
      },
      {
        what: 'errors as they are',
        file: 'adapters/vscode/notify.ts',
        from: 'window.showErrorMessage(plainText(sentencesOf(failure)),',
        to: 'window.showErrorMessage(sentencesOf(failure),',
      },
    ],
  );
});
