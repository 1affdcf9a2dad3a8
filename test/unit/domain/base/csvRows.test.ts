import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { csvRows } from '../../../../src/domain/base/csvRows.ts';
import { csvText } from '../../../../src/domain/base/csvText.ts';

describe('csvRows', () => {
  it('reads what is written, with commas, quotes and line breaks in fields', () => {
    const rows = [
      ['a', 'b,c', 'd "e"'],
      ['1', '', 'two\r\nlines'],
    ];
    assert.deepEqual(csvRows(csvText(rows)), rows);
  });

  it('takes the line ends of every system, a mark at the beginning, and no text at all', () => {
    assert.deepEqual(csvRows('\ufeffa,b\nc,d\r\n\re,f'), [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    assert.deepEqual(csvRows(''), []);
    assert.deepEqual(csvRows('"never closed'), [['never closed']]);
  });
});
