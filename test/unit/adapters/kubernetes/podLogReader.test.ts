import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PodLogPosition } from '../../../../src/adapters/kubernetes/podLogPosition.ts';
import { PodLogReader } from '../../../../src/adapters/kubernetes/podLogReader.ts';
import { PodLogStamps, podStampLength } from '../../../../src/adapters/kubernetes/podLogStamp.ts';
import { LINE_LIMIT } from '../../../../src/domain/logs/lineSplitter.ts';
import type { LogEvent } from '../../../../src/domain/logs/ports.ts';

const stamp = (ms: number) => `${new Date(Date.parse('2026-01-31T10:00:00Z') + ms).toISOString().slice(0, 23)}000007Z`;
const lineAt = (ms: number, text: string) => `${stamp(ms)} ${text}\n`;

function textsOf(events: Iterable<LogEvent>): string[] {
  return [...events].flatMap((event) => {
    if (event.kind === 'lines') return event.lines.map(({ text }) => text);
    return event.kind === 'marker' ? [`— ${event.text}`] : [];
  });
}

/** One follow over several answers. */
class Answers {
  readonly counter = { number: 0, said: '' };
  readonly position = new PodLogPosition();

  /** An answer that breaks off at its end. */
  read(
    text: string | Buffer,
    size = Number.MAX_SAFE_INTEGER,
  ): { readonly texts: string[]; readonly reader: PodLogReader } {
    const reader = new PodLogReader(this.counter, this.position);
    const bytes = Buffer.from(text);
    const texts: string[] = [];
    for (let at = 0; at < bytes.length; at += size) texts.push(...textsOf(reader.push(bytes.subarray(at, at + size))));
    return { texts, reader };
  }
}

describe('lines of a pod log', () => {
  it('are the same for every split of the bytes', () => {
    const text =
      lineAt(1, 'größer ✓ 🚂') +
      lineAt(2, 'a\u0000b') +
      lineAt(3, '10%\r50%\r100%') +
      lineAt(4, '') +
      lineAt(5, 'c\u2028d');
    const whole = ['größer ✓ 🚂', 'a\u0000b', '100%', '', 'c\u2028d'];
    for (let size = 1; size < 80; size++) assert.deepEqual(new Answers().read(text, size).texts, whole, String(size));
  });

  it('go on behind the last one, whatever the answer repeats', () => {
    const answers = new Answers();
    answers.read(lineAt(1, 'one') + lineAt(2, 'two') + `${stamp(3)} thr`);
    assert.equal(answers.position.since, '2026-01-31T09:59:59Z');
    const again = lineAt(1, 'one') + lineAt(2, 'two') + lineAt(3, 'three');
    assert.deepEqual(answers.read(again, 7).texts, ['three']);
    assert.deepEqual(answers.read(again + lineAt(4, 'four'), 50).texts, ['four']);
    assert.equal(answers.counter.number, 4);
  });

  it('stay as many as they were when stamp and text are equal', () => {
    const answers = new Answers();
    const same = lineAt(1, 'same');
    answers.read(same + same);
    assert.deepEqual(answers.read(same + same + same + lineAt(2, 'next')).texts, ['same', 'next']);
  });

  it('may be stamped a little out of order', () => {
    const answers = new Answers();
    answers.read(lineAt(50, 'a') + lineAt(40, 'b'));
    assert.deepEqual(answers.read(lineAt(50, 'a') + lineAt(40, 'b') + lineAt(45, 'c') + lineAt(39, 'd')).texts, [
      'c',
      'd',
    ]);
  });

  it('are held when the last one is not among them, until it is known where they belong', () => {
    const answers = new Answers();
    answers.read(lineAt(1, 'one'));
    const { texts, reader } = answers.read(lineAt(60, 'near') + lineAt(2_000, 'far') + lineAt(2_001, 'more'));
    assert.deepEqual(texts, []);
    assert.ok(reader.isLost);
    assert.deepEqual(textsOf(reader.release(new PodLogPosition())), ['near', 'far', 'more']);
  });

  it('without a stamp are of the node, or the end of a line that began before', () => {
    const answers = new Answers();
    assert.deepEqual(answers.read('unable to retrieve container logs for containerd://1').texts, []);
    const whole = 'unable to retrieve container logs for containerd://1\n' + lineAt(1, 'one');
    assert.deepEqual(answers.read(whole).texts, [
      '— The node says: unable to retrieve container logs for containerd://1',
      'one',
    ]);
    assert.deepEqual(answers.read(`tail of a line\n${lineAt(1, 'one')}${lineAt(2, 'two')}`).texts, ['two']);
  });

  it('longer than the view are cut, and what is behind is given once over two answers', () => {
    const answers = new Answers();
    const long = 'x'.repeat(LINE_LIMIT) + 'y'.repeat(LINE_LIMIT) + 'z'.repeat(100);
    const restOf = (events: Iterable<LogEvent>) =>
      [...events].flatMap((event) => (event.kind === 'rest' ? [event.text] : [])).join('');
    const whole = Buffer.from(lineAt(1, long));
    const first = new PodLogReader(answers.counter, answers.position);
    let rest = restOf(first.push(whole.subarray(0, LINE_LIMIT * 2 + 31)));
    assert.ok(rest.length > 0);
    const second = new PodLogReader(answers.counter, answers.position);
    rest += restOf(second.push(whole)) + restOf(second.push(Buffer.from(lineAt(2, 'next'))));
    assert.equal(rest.length, LINE_LIMIT + 100);
    assert.equal(answers.counter.number, 2);
  });

  it('have one clock, whatever the zone of the node', () => {
    const text = '2026-01-31T12:00:00.000000007+02:00 x';
    const length = podStampLength(Buffer.from(text)) ?? 0;
    assert.equal(new PodLogStamps(length).of(text), '2026-01-31T10:00:00.000000007Z');
    assert.equal(new PodLogStamps(length).of('no stamp at all'.repeat(4)), undefined);
  });
});
