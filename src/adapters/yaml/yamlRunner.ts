import { Worker } from 'node:worker_threads';
import { Breather } from '../process/breather.ts';
import { runYamlJob, type YamlAnswers, type YamlJob } from './yamlJob.ts';

/** Characters. So much takes less time here (10 to 20 ms) than a thread takes to start. */
const LARGE = 32 * 1024;
/** The thread's program. The bundle passes its own file. */
const WORKER_FILE = new URL('./yamlWorker.ts', import.meta.url);

type Answer = YamlAnswers[YamlJob['kind']];

/** Does small jobs at once and large ones in a thread of their own, so that the event loop is never kept for long. */
export class YamlRunner {
  readonly #workerFile: URL;
  readonly #breather = new Breather();

  constructor(workerFile = WORKER_FILE) {
    this.#workerFile = workerFile;
  }

  async run<K extends YamlJob['kind']>(job: Extract<YamlJob, { readonly kind: K }>): Promise<YamlAnswers[K]> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer of runYamlJob to a question of this kind
    return (isLarge(job) ? await inThread(this.#workerFile, job) : await this.#here(job)) as YamlAnswers[K];
  }

  /** Many small ones in a row are as long as a large one. */
  async #here(job: YamlJob): Promise<Answer> {
    await this.#breather.breathe();
    return runYamlJob(job);
  }
}

function isLarge(job: YamlJob): boolean {
  return (job.kind === 'print' ? JSON.stringify(job.values) : job.text).length > LARGE;
}

function inThread(file: URL, job: YamlJob): Promise<Answer> {
  // Options of this process (a debugger's port, the way its own program is read) are not the thread's.
  const worker = new Worker(file, { workerData: job, execArgv: [], stdout: true, stderr: true });
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: Answer) => resolve(answer));
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread that reads YAML ended without an answer')));
  });
}
