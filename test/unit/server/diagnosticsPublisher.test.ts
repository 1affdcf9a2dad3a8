import assert from 'node:assert/strict';
import type { Clock } from '../../../src/domain/base/clock.ts';
import { DiagnosticsPublisher } from '../../../src/server/diagnosticsPublisher.ts';

/** A clock whose sleepers wake when the test says so. */
class TestClock implements Clock {
  readonly #sleepers: { readonly wake: () => void; readonly signal: AbortSignal | undefined }[] = [];
  now(): number {
    return 0;
  }
  sleep(_: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ wake: resolve, signal });
      signal?.addEventListener('abort', () => resolve());
    });
  }
  async wakeAll(): Promise<void> {
    for (const { wake } of this.#sleepers.splice(0)) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function publisher() {
  const clock = new TestClock();
  let version = 0;
  const checked: number[] = [];
  const published: string[] = [];
  const made = new DiagnosticsPublisher(clock, {
    check: () => {
      checked.push(version);
      return version < 0 ? undefined : { version, diagnostics: [] };
    },
    publish: (params) => void published.push(`${params.uri} ${params.version ?? '-'}`),
  });
  return { clock, checked, published, made, setVersion: (next: number) => (version = next) };
}

describe('DiagnosticsPublisher', () => {
  it('checks only the newest version, once, after the typing rests (E9)', async () => {
    const { clock, checked, published, made, setVersion } = publisher();
    for (let version = 1; version <= 1000; version++) {
      setVersion(version);
      made.changed('a');
    }
    await clock.wakeAll();
    assert.deepEqual([checked, published], [[1000], ['a 1000']]);
  });

  it('keeps documents apart', async () => {
    const { clock, published, made } = publisher();
    made.changed('a');
    made.changed('b');
    await clock.wakeAll();
    assert.deepEqual(published, ['a 0', 'b 0']);
  });

  it('takes the diagnostics of a closed document away, and publishes nothing for it afterwards', async () => {
    const { clock, checked, published, made } = publisher();
    made.changed('a');
    made.closed('a');
    await clock.wakeAll();
    assert.deepEqual([checked, published], [[], ['a -']]);
  });

  it('publishes nothing for a document that is gone', async () => {
    const { clock, published, made, setVersion } = publisher();
    setVersion(-1);
    made.changed('a');
    await clock.wakeAll();
    assert.deepEqual(published, []);
  });
});
