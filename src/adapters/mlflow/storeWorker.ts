// The thread that reads a store of this machine. Thousands of small files, or rows of a database, would keep the extension host for seconds;
// calls that wait are cheaper than callbacks, and here they wait in nobody's way.
import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openFileSource } from './fileSource.ts';
import { openSqliteSource } from './sqliteSource.ts';
import type { StoreMessage, StorePlace, StoreReply, StoreSource } from './storeJob.ts';
import { fileProblem, StoreTrouble } from './storeProblem.ts';

function answerAll(place: StorePlace, port: MessagePort): void {
  const source: StoreSource = place.form === 'sqlite' ? openSqliteSource(place.path) : openFileSource(place.path);
  port.on('message', (message: StoreMessage) => {
    if (message.call === 'close') {
      source.close();
      port.close();
      return;
    }
    const { reply, moved } = replyTo(source, place, { ...message, call: message.call });
    port.postMessage(reply, moved);
  });
}

function replyTo(
  source: StoreSource,
  { path }: StorePlace,
  { id, call, asked }: StoreMessage & { readonly call: Exclude<StoreMessage['call'], 'close'> },
): { readonly reply: StoreReply; readonly moved: readonly ArrayBuffer[] } {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- storeThread.ts asks each with its own arguments
    const answer = source[call](asked as never);
    return { reply: { id, answer }, moved: buffersOf(answer) };
  } catch (error) {
    const problem = error instanceof StoreTrouble ? error.problem : fileProblem(error, path);
    const reply = problem ? { id, problem } : { id, bug: error instanceof Error ? String(error.stack) : String(error) };
    return { reply, moved: [] };
  }
}

/** A history of a million points is moved, not copied. */
function buffersOf(answer: unknown): readonly ArrayBuffer[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.values(answer).flatMap((value: unknown) =>
    value instanceof Float64Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

if (!isMainThread && parentPort) {
  // oxlint-disable-next-line typescript/no-unsafe-argument -- storeThread.ts makes it; nobody else starts this thread
  answerAll(workerData, parentPort);
}
