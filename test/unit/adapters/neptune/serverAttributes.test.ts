import assert from 'node:assert/strict';
import { foldAttributes } from '../../../../src/adapters/neptune/serverAttributes.ts';
import { ProtoMessage } from '../../../../src/domain/experiments/protobuf.ts';

const folded = (...attributes: readonly string[]) =>
  foldAttributes(attributes.map((hex) => () => new ProtoMessage(new Uint8Array(Buffer.from(hex, 'hex')))));

// Attributes as the messages of neptune-query 1.14.1 write them (ProtoAttributeDTO).
const BIG = '0a036269671203696e741a09188180808080808010';
const NEGATIVE = '0a086e656761746976651203696e741a0b18feffffffffffffffff01';
const ZERO = '0a047a65726f1205666c6f61742200';
const HALF = '0a0468616c661205666c6f6174220919000000000000e03f';
const FLAG = '0a04666c61671204626f6f6c32021801';
const OFF = '0a036f66661204626f6f6c3200';
const NAME = '0a046e616d651206737472696e672a041a02c3bc';
const WHEN = '0a047768656e12086461746574696d653a0718808884e0b733';
const TAGS = '0a04746167731209737472696e6753657442061a01781a0179';
const LOSS = '0a046c6f7373120b666c6f61745365726965734a1b19000000000000044021000000000000d03f299a9999999999b93f';
const MODEL = '0a056d6f64656c120766696c6552656652151a0572756e2f6620052a0a746578742f706c61696e';
const LOG = '0a036c6f67120c737472696e675365726965735a0622046c696e65';
const SAMPLES = '0a0773616d706c6573120d66696c65526566536572696573620919000000000000f03f';
const HISTOGRAM = '0a0168120f686973746f6772616d5365726965736a0919000000000000f03f';
const STATE = '0a097379732f7374617465120f6578706572696d656e745374617465';

describe('attributes of a run on a Neptune server', () => {
  it('are values of each kind, whole numbers exactly, and there when they are 0 or false', () => {
    const { record } = folded(BIG, NEGATIVE, ZERO, HALF, FLAG, OFF, NAME, WHEN, TAGS);
    assert.deepEqual(Object.fromEntries([...record.scalars].map(([name, { text }]) => [name, text])), {
      big: '9007199254740993',
      negative: '-2',
      zero: '0',
      half: '0.5',
      flag: 'true',
      off: 'false',
      name: 'ü',
      when: '2026-01-02T00:00:00.000Z',
    });
    assert.deepEqual([...(record.sets.get('tags') ?? [])], ['x', 'y']);
  });

  it('have of a series the last value at its step', () => {
    assert.deepEqual(folded(LOSS).record.series().get('loss'), { steps: [2.5], values: [0.25], timestamps: [0] });
  });

  it('name files and what has to be asked for', () => {
    const { files, textSeries, fileSeries } = folded(MODEL, LOG, SAMPLES);
    assert.deepEqual([...files], [['model', { place: 'run/f', size: 5 }]]);
    assert.deepEqual([textSeries, fileSeries], [['log'], ['samples']]);
  });

  it('of kinds that have no place in a table are passed over', () => {
    const { record, isDamaged } = folded(HISTOGRAM, STATE, HALF);
    assert.deepEqual([[...record.scalars.keys()], isDamaged], [['half'], false]);
  });

  it('that are damaged are left out, and the others are not', () => {
    const { record, isDamaged } = folded(BIG.slice(0, -4), HALF);
    assert.deepEqual([[...record.scalars.keys()], isDamaged], [['half'], true]);
  });
});
