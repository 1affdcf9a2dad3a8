import assert from 'node:assert/strict';
import { BuildRecords } from '../../../../src/adapters/docker/builderRecords.ts';
import { parseTrace } from '../../../../src/adapters/docker/builderTrace.ts';
import { BuildkitEvents } from '../../../../src/adapters/docker/builderStatus.ts';
import { parseBuildxMetadata, parseRawJson } from '../../../../src/adapters/docker/buildxRecords.ts';
import type { BuildEvent } from '../../../../src/domain/images/buildProgress.ts';

function fold(...texts: readonly string[]) {
  const events: BuildEvent[] = [];
  const records = new BuildRecords((event) => events.push(event));
  for (const text of texts) records.line(JSON.stringify({ stream: text }));
  return { events, records };
}
const states = (events: readonly BuildEvent[]) =>
  events.flatMap((event) => (event.kind === 'step' ? [`${event.id} ${event.state}`] : []));

describe('builderRecords', () => {
  it('reads the text of the classic builder', () => {
    const { events, records } = fold(
      'Step 1/2 : FROM a',
      '\n',
      ' ---> 93bc95b24947\n',
      'Step 2/2 : RUN x',
      '\n',
      ' ---> Running in 4aa2848ac0da\n',
      'out\n',
      '\u001B[91merr\n\u001B[0m',
      'Removing intermediate container 4aa\n',
      ' ---> 3efd217dab25\n',
    );
    records.line('{"aux":{"ID":"sha256:abc"}}');
    records.line('{"stream":"Successfully built 3efd217dab25\\n"}');
    records.end();
    assert.deepEqual(states(events), ['step-1 running', 'step-1 done', 'step-2 running', 'step-2 done']);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'log' ? [[event.text, event.stream]] : [])),
      [
        ['out\n', 'stdout'],
        ['\u001B[91merr\n\u001B[0m', 'stderr'],
      ],
    );
    assert.deepEqual(records.outcome, { imageId: 'sha256:abc' });
  });

  it('knows cached steps, and steps of Podman', () => {
    const { events, records } = fold('STEP 1/2: FROM a\n', 'STEP 2/2: RUN x\n', '--> Using cache 12ab\n', '--> 12ab\n');
    records.end();
    assert.deepEqual(states(events), ['step-1 running', 'step-1 done', 'step-2 running', 'step-2 cached']);
  });

  it('takes an error from any message, whatever the status of the answer was', () => {
    const { events, records } = fold('Step 1/1 : RUN x');
    records.line('{"errorDetail":{"code":3,"message":"it broke"},"error":"it broke"}');
    records.end();
    assert.deepEqual(records.outcome, { error: 'it broke' });
    assert.deepEqual(states(events), ['step-1 running', 'step-1 failed']);
  });

  it('reads BuildKit’s trace in protocol buffers', () => {
    // Recorded from engine 20.10: a step that started, and one line of its output.
    const started = parseTrace(
      'CosBCkdzaGEyNTY6ZDU1ZDlkZjI3MDUzMzU3ODY2ZGU4OTQ3NWZkNjBjY2ViMmM5NjEzMDg5ZDc4MjgyMDkxMmIyNDE1NjEyODJhMBokW2ludGVybmFsXSBsb2FkIHJlbW90ZSBidWlsZCBjb250ZXh0KgwIk5OT2AYQ8Iij9gIyDAiTk5PYBhDzrqb4Ag==',
    );
    const [vertex] = started.vertexes;
    assert.equal(vertex?.name, '[internal] load remote build context');
    assert.equal(vertex?.isCached, false);
    assert.equal(vertex?.startedAt?.toISOString().slice(0, 10), '2026-11-23');
    const log = parseTrace(
      'Gl4KR3NoYTI1NjowNzg3YWI3YjAxNzUxM2RiMjY5ODNiNDY1MWQ3MDU4NmUwYmE3MjQ3Y2IxYjc0NDMzNzdmYmFmM2E4ZDY4ZGQ4EgwIk5OT2AYQ29uSqgMYASIDaGkK',
    );
    assert.equal(Buffer.from(log.logs[0]?.data ?? []).toString(), 'hi\n');
    assert.equal(log.logs[0]?.stream, 1);
  });

  it('reads the JSON lines of buildx, and nothing else that it says', () => {
    assert.equal(parseRawJson('ERROR: failed'), undefined);
    assert.equal(parseRawJson('{broken'), undefined);
    const status = parseRawJson(
      JSON.stringify({
        vertexes: [
          { digest: 'd', name: 'RUN', started: '2026-01-01T00:00:00.5Z', cached: true },
          { name: 'no digest' },
          null,
        ],
        statuses: [{ vertex: 'd', id: 'transferring context:', current: 5, total: 9 }],
        logs: [{ vertex: 'd', stream: 2, data: Buffer.from('x').toString('base64') }, { vertex: 1 }],
        warnings: [{ short: Buffer.from('careful').toString('base64'), range: [{ start: { line: 4 } }] }],
      }),
    );
    assert.ok(status);
    const events = new BuildkitEvents().of(status);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['step', 'transfer', 'log', 'warning'],
    );
    assert.deepEqual(events[3], { kind: 'warning', text: 'careful', line: 4 });
    assert.deepEqual(parseBuildxMetadata('{"containerimage.digest":"sha256:1","x":2}'), { imageDigest: 'sha256:1' });
  });

  it('joins a character that was cut between two messages', () => {
    const events = new BuildkitEvents();
    const bytes = Buffer.from('ö');
    const texts = [bytes.subarray(0, 1), bytes.subarray(1)].map((data) =>
      events.of({ vertexes: [], statuses: [], warnings: [], logs: [{ vertex: 'v', stream: 1, data }] }),
    );
    assert.deepEqual(
      texts.flat().map((event) => (event.kind === 'log' ? event.text : '')),
      ['', 'ö'],
    );
  });
});
