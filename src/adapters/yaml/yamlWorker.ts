// The thread that reads and prints large texts of YAML: a megabyte takes seconds, in which nothing else of the extension host would run.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runYamlJob } from './yamlJob.ts';

if (!isMainThread && parentPort) {
  const port = parentPort;
  const send = (answer: unknown, transfer: readonly ArrayBuffer[] = []) => port.postMessage(answer, transfer);
  // oxlint-disable-next-line typescript/no-unsafe-argument -- yamlRunner.ts makes it; nobody else starts this thread
  send(runYamlJob(workerData));
}
