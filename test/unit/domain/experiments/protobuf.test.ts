import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { protoFields, ProtoMessage } from '../../../../src/domain/experiments/protobuf.ts';
import { DamagedMessage } from '../../../../src/domain/experiments/protoCursor.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('messages of protobuf', () => {
  it('give numbers, texts, doubles and messages by the number of their field', () => {
    // 1: 300; 2: "ü"; 3: 0.5; 4: { 1: 1 }
    const message = new ProtoMessage(bytes('08ac021202c3bc19000000000000e03f22020801'));
    assert.equal(message.integer(1), 300n);
    assert.equal(message.text(2), 'ü');
    assert.equal(message.double(3), 0.5);
    assert.equal(message.message(4)?.integer(1), 1n);
    assert.equal(message.integer(9), undefined);
    assert.equal(message.double(1), undefined, 'another kind of field');
  });

  it('of a field that comes twice the last counts, and all are there for lists', () => {
    const message = new ProtoMessage(bytes('0a01610a0162'));
    assert.equal(message.text(1), 'b');
    assert.deepEqual(message.texts(1), ['a', 'b']);
  });

  for (const [what, hex] of [
    ['a text that is cut off', '0a0561'],
    ['a number that is cut off', '08ac'],
    ['a double that is cut off', '090000'],
    ['a number without an end', `08${'ff'.repeat(11)}`],
    ['a kind of field that is none', '0f'],
    ['a length beyond all memory', `0a${'ff'.repeat(9)}01`],
  ] as const)
    it(`${what} is damaged`, () => {
      assert.throws(() => [...protoFields(bytes(hex))], DamagedMessage);
    });
});
