// A thread of `trainyard lint --jobs`: checks the blocks of paths that it is sent, one after the other.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { FileSettings } from './fileSettings.ts';
import { lintBlock } from './lintBlock.ts';
import type { ThreadSetup } from './lintThreads.ts';

if (!isMainThread && parentPort) {
  const port = parentPort;
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- lintThreads.ts makes it; nobody else starts this thread
  const { choices, wantsSymbols, folder, fix }: ThreadSetup = workerData;
  const setup = { settings: new FileSettings(choices, folder, wantsSymbols), wantsSymbols, folder, fix };
  port.on('message', (paths: readonly string[]) => port.postMessage(lintBlock(paths, setup)));
}
