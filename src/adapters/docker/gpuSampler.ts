import type { Clock } from '../../domain/base/clock.ts';
import type { Usage } from '../../domain/engines/usage.ts';
import { execOutput } from './execOutput.ts';
import { inPath } from './dockerodeClient.ts';
import { asRecord, recordOf, recordsOf, stringsOf } from '../http/json.ts';
import type { Transport } from './transport.ts';
import { gpusIn } from './usageRecords.ts';

const EVERY_MS = 5_000;
const LIMIT_MS = 4_000;
const QUERY = [
  'nvidia-smi',
  '--query-gpu=index,utilization.gpu,memory.used,memory.total',
  '--format=csv,noheader,nounits',
];

/** Asks nvidia-smi in a container that was given NVIDIA devices, at most every 5 s, and never again once it is not there. */
export class GpuSampler {
  readonly #transport: Transport;
  readonly #id: string;
  readonly #clock: Clock;

  constructor(transport: Transport, id: string, clock: Clock) {
    this.#transport = transport;
    this.#id = id;
    this.#clock = clock;
  }

  /** Hands on what it finds until the signal aborts. */
  async run(onGpus: (gpus: NonNullable<Usage['gpus']>) => void, signal: AbortSignal): Promise<void> {
    if (!(await this.#hasGpus(signal))) return;
    while (!signal.aborted) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const asked = await execOutput(this.#transport, this.#id, QUERY, limited);
      if (asked.ok && asked.value.exitCode === 0) onGpus(gpusIn(asked.value.stdout));
      else if (asked.ok || asked.failure.code === 'invalid' || asked.failure.code === 'rejected') return;
      await this.#clock.sleep(EVERY_MS, signal);
    }
  }

  async #hasGpus(signal: AbortSignal): Promise<boolean> {
    const answer = await this.#transport.json({ method: 'GET', path: `/containers/${inPath(this.#id)}/json`, signal });
    if (!answer.ok) return false;
    const inspection = asRecord(answer.value);
    const host = recordOf(inspection, 'HostConfig');
    const environment = stringsOf(recordOf(inspection, 'Config'), 'Env');
    return (
      recordsOf(host, 'DeviceRequests').length > 0 ||
      host?.get('Runtime') === 'nvidia' ||
      environment.some((entry) => /^NVIDIA_VISIBLE_DEVICES=(?!void|none|$)/.test(entry))
    );
  }
}
