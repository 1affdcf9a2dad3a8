import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RunRecord } from '../../../../src/adapters/neptune/runRecord.ts';
import { foldSnapshot, scaleStart } from '../../../../src/adapters/neptune/scaleOperations.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

// Operations as neptune-scale 0.30.0 has written them.
const START = '1a0c08abffb5d80610b4dac3d103220872756e2dc3bc2d312a106669727374206578706572696d656e744801';
const CONFIGS =
  '120c08acffb5d80610b4edfd9b0222100a0474616773120862060a01780a0179220a0a04666c61671202280122080a02627312021820220d0a036f7074120632046164616d' +
  '220f0a026c721209099a9999999999b93f22100a047768656e12084206088095dcca0622100a036269671209188080808080808010';
const NEGATIVE = '120c08acffb5d8061093d88fa10222170a086e65676174697665120b18fbffffffffffffffff01';
const STEP_0 = '0a00120c08aeffb5d806109aebdf820142110a047a65726f1209090000000000001c40';
const PREVIEW =
  '0a0308ac02120c08aeffb5d80610c2a593830142170a0a747261696e2f6c6f7373120909000000000000e03f5207080115cdcc4c3e';
const LINE = '0a020801120c08aeffb5d806108591968c01420d0a036c6f67120632046c696e65';
const HISTOGRAM =
  '0a020801120c08aeffb5d80610eacead8f0142270a0168122272200a180000000000000000000000000000f03f000000000000004022040a020304';

function folded(...operations: readonly string[]): RunRecord {
  const record = new RunRecord();
  for (const operation of operations) foldSnapshot(bytes(operation), record, new Map());
  return record;
}

describe('operations of neptune-scale', () => {
  it('say when a run began and what it is called', () => {
    assert.deepEqual(scaleStart(bytes(START)), { createdAt: 1_796_046_763_976, experiment: 'first experiment' });
  });

  it('assign values of each kind, whole numbers exactly', () => {
    const { scalars, sets } = folded(CONFIGS, NEGATIVE);
    const texts = Object.fromEntries([...scalars].map(([path, { text }]) => [path, text]));
    assert.deepEqual(texts, {
      flag: 'true',
      bs: '32',
      opt: 'adam',
      lr: '0.1',
      when: '2026-01-02T00:00:00.000Z',
      big: '9007199254740992',
      negative: '-5',
    });
    assert.deepEqual([...(sets.get('tags') ?? [])], ['x', 'y']);
  });

  it('have a step that is 0 when it is there and empty', () => {
    assert.deepEqual(folded(STEP_0).series().get('zero')?.steps, [0]);
  });

  it('keep a preview until a point comes at its step or later', () => {
    assert.deepEqual(folded(PREVIEW).series().get('train/loss')?.steps, [300]);
    const final = PREVIEW.slice(0, -'5207080115cdcc4c3e'.length);
    assert.deepEqual(folded(PREVIEW, final).series().get('train/loss')?.steps, [300]);
  });

  it('keep texts as lines, and leave histograms out', () => {
    const record = folded(LINE, HISTOGRAM);
    assert.deepEqual(record.texts.get('log'), ['line']);
    assert.equal(record.series().has('h'), false);
  });
});
