import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver/node';
import { DiagnosticsPublisher } from '../../../src/server/diagnosticsPublisher.ts';

function problem(message: string): Diagnostic {
  return { message, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
}

function publisher() {
  let version = 0;
  let message = '';
  const turns: (() => void)[] = [];
  const checked: number[] = [];
  const published: string[] = [];
  const made = new DiagnosticsPublisher({
    check: () => {
      checked.push(version);
      return version < 0 ? undefined : { version, diagnostics: message === '' ? [] : [problem(message)] };
    },
    publish: (params) => void published.push(`${params.uri} ${params.version ?? '-'} ${params.diagnostics.length}`),
    turn: () => new Promise((resolve) => void turns.push(resolve)),
  });
  const runTurn = async () => {
    for (const turn of turns.splice(0)) turn();
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** Turns of the event loop until nobody waits for one. */
  const runAll = async () => {
    while (turns.length > 0) await runTurn();
  };
  return {
    checked,
    published,
    made,
    runTurn,
    runAll,
    set: (next: number, text = '') => {
      version = next;
      message = text;
    },
  };
}

describe('DiagnosticsPublisher', () => {
  it('checks only the newest version of edits that arrive together (E9)', async () => {
    const { runAll, checked, published, made, set } = publisher();
    for (let version = 1; version <= 1000; version++) {
      set(version);
      made.changed('a');
    }
    await runAll();
    assert.deepEqual([checked, published], [[1000], ['a 1000 0']]);
  });

  it('keeps documents apart', async () => {
    const { runAll, published, made } = publisher();
    made.changed('a');
    made.changed('b');
    await runAll();
    assert.deepEqual(published, ['a 0 0', 'b 0 0']);
  });

  it('waits for edits that arrive one a turn, and not for ever', async () => {
    const { runTurn, runAll, checked, made, set } = publisher();
    for (let version = 1; version <= 150; version++) {
      set(version);
      made.changed('a');
      await runTurn();
    }
    await runAll();
    assert.deepEqual(checked, [100, 150]);
  });

  it('sends nothing when nothing changed', async () => {
    const { runAll, published, made, set } = publisher();
    for (const [version, text] of [
      [1, 'x'],
      [2, 'x'],
      [3, 'y'],
    ] as const) {
      set(version, text);
      made.changed('a');
      await runAll();
    }
    assert.deepEqual(published, ['a 1 1', 'a 3 1']);
  });

  it('takes the diagnostics of a closed document away, and publishes nothing for it afterwards', async () => {
    const { runAll, checked, published, made } = publisher();
    made.changed('a');
    made.closed('a');
    await runAll();
    assert.deepEqual([checked, published], [[], ['a - 0']]);
  });

  it('publishes nothing for a document that is gone', async () => {
    const { runAll, published, made, set } = publisher();
    set(-1);
    made.changed('a');
    await runAll();
    assert.deepEqual(published, []);
  });
});
