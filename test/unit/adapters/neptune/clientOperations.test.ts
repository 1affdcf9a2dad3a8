import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { foldOperation } from '../../../../src/adapters/neptune/clientOperations.ts';
import { RunRecord } from '../../../../src/adapters/neptune/runRecord.ts';

function folded(...operations: readonly object[]): RunRecord {
  const record = new RunRecord();
  for (const obj of operations) assert.ok(foldOperation(JSON.stringify({ obj, version: 1, at: 1 }), record, '/u'));
  return record;
}

const path = ['a', 'b'];

describe('operations of the Neptune 1.x client', () => {
  it('clear what was logged before', () => {
    const point = { value: 1, step: null, ts: 2 };
    const record = folded({ type: 'LogFloats', path, values: [point, point] }, { type: 'ClearFloatLog', path });
    assert.equal(record.series().size, 0);
    const again = folded(
      { type: 'LogFloats', path, values: [point] },
      { type: 'ClearFloatLog', path },
      { type: 'LogFloats', path, values: [point] },
    );
    assert.deepEqual(again.series().get('a/b'), { steps: [0], values: [1], timestamps: [2000] });
  });

  it('empty a set of tags', () => {
    const record = folded({ type: 'AddStrings', path, values: ['x'] }, { type: 'ClearStringSet', path });
    assert.equal(record.sets.get('a/b')?.size, 0);
  });

  it('bring files as bytes', () => {
    const record = folded({ type: 'UploadFileContent', path, ext: 'txt', file_content: 'aGk=' });
    const file = record.files.get('a/b.txt');
    assert.ok(file?.at === 'memory');
    assert.equal(Buffer.from(file.bytes).toString(), 'hi');
  });

  it('of a kind that is not known are passed over', () => {
    assert.equal(folded({ type: 'FromTheFuture', path, value: 1 }).scalars.size, 0);
  });

  it('are told from lines that are none', () => {
    const record = new RunRecord();
    for (const line of ['', '{', '[]', '{"obj":{"type":"AssignInt"}}', '{"obj":1}', 'null'])
      assert.equal(foldOperation(line, record, '/u'), false, line);
  });

  it('may name an attribute like a member of an object', () => {
    const record = folded({ type: 'AssignInt', path: ['__proto__'], value: 1 });
    assert.equal(record.scalars.get('__proto__')?.text, '1');
  });

  it('in any order of steps become series by step', () => {
    const at = (step: number) => ({ value: step * 10, step, ts: step });
    const record = folded({ type: 'LogFloats', path, values: [at(2), at(1), at(1.5)] });
    assert.deepEqual(record.series().get('a/b')?.steps, [1, 1.5, 2]);
    assert.deepEqual(record.series().get('a/b')?.values, [10, 15, 20]);
  });
});
