import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { watchEventOf } from '../../../../src/adapters/kubernetes/watchEvent.ts';
import { WatchLines } from '../../../../src/adapters/kubernetes/watchLines.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

describe('lines of a watch', () => {
  it('are the same at every place where the stream can be cut', () => {
    const text = bytes('{"a":"ü🚂"}\n\n{"b":1}\r\n{"c":2}\n');
    for (let first = 0; first <= text.length; first++) {
      const lines = new WatchLines();
      const found = [...lines.push(text.subarray(0, first)), ...lines.push(text.subarray(first))];
      assert.deepEqual(found, ['{"a":"ü🚂"}', '{"b":1}', '{"c":2}']);
    }
  });

  it('come out of packets of one byte, in time that grows with the length and not with its square', () => {
    const lines = new WatchLines();
    const text = bytes(`"${'x'.repeat(300_000)}"\n`);
    const found: (string | undefined)[] = [];
    for (let at = 0; at < text.length; at++) found.push(...lines.push(text.subarray(at, at + 1)));
    assert.equal(found[0]?.length, 300_002);
  });

  it('are told from bytes that are no UTF-8', () => {
    const lines = new WatchLines();
    assert.deepEqual([...lines.push(Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a, 0x31, 0x0a]))], [undefined, '1']);
  });

  it('do not fill the memory when there is no end of line', () => {
    const lines = new WatchLines();
    const block = Buffer.alloc(4 * 1024 * 1024, 0x20);
    const found: (string | undefined)[] = [];
    for (let count = 0; count < 9; count++) found.push(...lines.push(block));
    assert.deepEqual(found, [undefined]);
  });
});

describe('events of a watch', () => {
  const kindOf = (line: string | undefined) => watchEventOf(line).kind;
  const meta = '"metadata":{"uid":"u","name":"n","resourceVersion":"5"}';

  it('are told apart', () => {
    assert.equal(kindOf(`{"type":"ADDED","object":{${meta}}}`), 'changed');
    assert.equal(kindOf(`{"type":"MODIFIED","object":{${meta}}}`), 'changed');
    assert.equal(kindOf(`{"type":"DELETED","object":{${meta}}}`), 'deleted');
    const bookmark = watchEventOf(
      '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}}',
    );
    assert.deepEqual(bookmark, { kind: 'bookmark', resourceVersion: '9', isInitialEnd: true });
    const error = watchEventOf(
      '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}',
    );
    assert.equal(error.kind === 'error' && error.failure.status, 410);
  });

  for (const line of [
    undefined,
    '',
    '{',
    'null',
    '[]',
    '1',
    '"x"',
    '{}',
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":null}',
    '{"type":"ADDED","object":{"metadata":{"uid":"u"}}}',
    `{"type":"Added","object":{${meta}}}`,
    '{"type":"BOOKMARK","object":{}}',
  ]) {
    it(`says that ${line ?? 'nothing'} is none`, () => assert.equal(kindOf(line), 'malformed'));
  }
});
