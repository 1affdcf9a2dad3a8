// What a debugger does that attaches, stops in a line, reads a variable there, and lets the program go on: with the real debugpy.
import assert from 'node:assert/strict';
import { fieldOf, listOf } from '../../src/domain/deploy/plainData.ts';
import { DapClient } from './dapClient.ts';

/** The value of `answer` in a line of train.py, whose folder need not be there on this machine. */
export async function debugAnswer(
  port: number,
  { localRoot, line }: { readonly localRoot: string; readonly line: number },
): Promise<unknown> {
  const client = await DapClient.open(port);
  try {
    await client.request('initialize', { adapterID: 'debugpy', pathFormat: 'path', linesStartAt1: true });
    // “.” is what is written where the folder in the container is not known.
    const attached = client.request('attach', { pathMappings: [{ localRoot, remoteRoot: '.' }] });
    await client.event('initialized');
    const source = { path: `${localRoot}/train.py` };
    const set = await client.request('setBreakpoints', { source, breakpoints: [{ line }] });
    assert.equal(fieldOf(listOf(fieldOf(set, 'breakpoints'))[0], 'verified'), true);
    await client.request('configurationDone');
    await attached;
    const threadId = fieldOf(await client.event('stopped'), 'threadId');
    const [frame] = listOf(fieldOf(await client.request('stackTrace', { threadId }), 'stackFrames'));
    assert.deepEqual([fieldOf(frame, 'line'), fieldOf(frame, 'source', 'path')], [line, source.path]);
    const frameId = fieldOf(frame, 'id');
    const answer = await client.request('evaluate', { expression: 'answer', frameId, context: 'watch' });
    await client.request('continue', { threadId });
    return fieldOf(answer, 'result');
  } finally {
    client.close();
  }
}
