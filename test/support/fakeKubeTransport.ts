import { PassThrough } from 'node:stream';
import { CANCELLED, fail, ok, type Result } from '../../src/domain/base/failure.ts';
import type { Clock } from '../../src/domain/base/clock.ts';
import { answerFailure } from '../../src/adapters/kubernetes/kubeFailure.ts';
import type { KubeRequest, KubeResponse, KubeTransport } from '../../src/adapters/kubernetes/kubeTransport.ts';
import type { FakeKube, FakeSink } from './fakeKube.ts';
import { kubeContext } from './kubeServer.ts';

const lost = fail({ code: 'unreachable', message: 'The connection to the fake was lost' });
const late = fail({ code: 'timeout', message: 'The fake did not answer' });

/** Speaks to a fake API server without a network, so that a manual clock decides about all time. */
export class FakeKubeTransport implements KubeTransport {
  readonly connection = kubeContext({ server: 'http://fake' }).connection;
  /** Nobody answers at all. */
  isDown = false;
  /** Requests while it was down. */
  refused = 0;
  readonly #fake: FakeKube;
  readonly #clock: Clock;

  constructor(fake: FakeKube, clock: Clock) {
    this.#fake = fake;
    this.#clock = clock;
  }

  async request(request: KubeRequest): Promise<Result<KubeResponse>> {
    if (this.isDown) {
      this.refused += 1;
      return lost;
    }
    const body = new PassThrough();
    const close = new AbortController();
    const head = Promise.withResolvers<Result<KubeResponse>>();
    const cut = (): void => {
      close.abort();
      head.resolve(lost);
      body.destroy(new Error('cut'));
    };
    body.on('close', () => close.abort());
    body.on('error', () => close.abort());
    request.signal.addEventListener('abort', () => {
      head.resolve(fail(CANCELLED));
      close.abort();
      body.destroy();
    });
    this.#fake.answer(request.path, queryOf(request.query), this.#sink({ body, close, head, cut }));
    const { firstByteMs = 15_000 } = request;
    if (firstByteMs !== 'none') {
      void this.#clock.sleep(firstByteMs, close.signal).then(() => {
        head.resolve(late);
      });
    }
    const answer = await head.promise;
    if (!answer.ok) {
      cut();
      return answer;
    }
    if (answer.value.status < 300) return answer;
    const { status, headers } = answer.value;
    return fail(answerFailure({ status, headers, text: await textOf(body) }, 'fake'));
  }

  async json(request: KubeRequest): Promise<Result<unknown>> {
    const answer = await this.request(request);
    if (!answer.ok) return answer;
    try {
      return ok(JSON.parse(await textOf(answer.value.body)));
    } catch {
      return lost;
    }
  }

  socket(): Promise<Result<never>> {
    return Promise.resolve(lost);
  }

  dispose(): void {
    this.isDown = true;
  }

  #sink({ body, close, head, cut }: Door): FakeSink {
    return {
      head: (status, headers) => head.resolve(ok({ status, headers, body })),
      write: (text) => (close.signal.aborted ? undefined : body.write(text)),
      end: () => {
        body.end();
        close.abort();
      },
      cut,
      closed: close.signal,
    };
  }
}

interface Door {
  readonly body: PassThrough;
  readonly close: AbortController;
  readonly head: PromiseWithResolvers<Result<KubeResponse>>;
  readonly cut: () => void;
}

export function queryOf(query: KubeRequest['query']): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) for (const one of [value].flat()) parameters.append(name, String(one));
  }
  return parameters;
}

async function textOf(body: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}
