import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { GpuUseWatches } from '../../../../src/adapters/kubernetes/gpuUseWatch.ts';
import type { KubeTransport } from '../../../../src/adapters/kubernetes/kubeTransport.ts';
import { CANCELLED, fail, ok } from '../../../../src/domain/base/failure.ts';
import { kubeContext } from '../../../support/kubeServer.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const SAMPLE = {
  metric: { __name__: 'DCGM_FI_DEV_GPU_UTIL', UUID: 'a', exported_namespace: 'ml', exported_pod: 'train' },
  value: [0, '87'],
};

/** A cluster with one Prometheus; what the real ones answer is in test/real/kubernetes. */
function setUp() {
  const clock = new ManualClock();
  const state = { hasGpus: true, isDown: false, isLookedAt: true, setting: undefined as string | undefined };
  const asked: string[] = [];
  const transport: KubeTransport = {
    connection: kubeContext({ server: 'http://fake' }).connection,
    request: async () => fail(CANCELLED),
    json: async ({ path, query }) => {
      asked.push(path);
      const isMine = query?.['labelSelector'] === 'operated-prometheus=true';
      const metadata = { name: 'prometheus', namespace: 'monitoring' };
      if (path === '/api/v1/services')
        return ok({ items: isMine ? [{ metadata, spec: { ports: [{ name: 'web', port: 9090 }] } }] : [] });
      if (path === '/api/v1/pods') return ok({ items: [] });
      if (state.isDown) return fail({ code: 'rejected', message: 'no endpoints' });
      return ok({ status: 'success', data: { result: state.hasGpus ? [SAMPLE] : [] } });
    },
    socket: async () => fail(CANCELLED),
    dispose: () => undefined,
  };
  const options = { prometheus: () => state.setting, isLookedAt: () => state.isLookedAt };
  const watches = new GpuUseWatches(transport, options, clock);
  const questions = () => asked.filter((path) => path.includes('/proxy/'));
  return { clock, state, asked, questions, watches };
}

describe('reading the use of GPUs', () => {
  let stage: ReturnType<typeof setUp>;
  const begin = () => (stage = setUp());
  afterEach(() => stage.watches.dispose());

  it('asks nobody before somebody looks, then every 15 s, and never after', async () => {
    const { clock, watches, asked, questions } = begin();
    await clock.pass(60_000);
    assert.deepEqual(asked, []);
    const watch = watches.watch();
    await clock.pass(0);
    assert.equal(watch.current.state === 'ready' && watch.current.value.pods.get('ml/train')?.percent, 87);
    await clock.pass(61_000);
    assert.equal(questions().length, 5);
    watch.dispose();
    await clock.pass(600_000);
    assert.equal(questions().length, 5);
    // Opened again at once: not sooner than it would have been.
    const again = watches.watch();
    await clock.pass(0);
    again.dispose();
    const once = watches.watch();
    await clock.pass(1_000);
    once.dispose();
    assert.equal(questions().length, 6);
  });

  it('waits while the window is not looked at', async () => {
    const { clock, state, watches, questions } = begin();
    const watch = watches.watch();
    await clock.pass(0);
    state.isLookedAt = false;
    await clock.pass(300_000);
    assert.equal(questions().length, 1);
    state.isLookedAt = true;
    await clock.pass(5_000);
    assert.equal(questions().length, 2);
    watch.dispose();
  });

  it('keeps what was read through a short trouble, and says it when it lasts', async () => {
    const { clock, state, watches } = begin();
    const watch = watches.watch();
    const now = () => (watch.current.state === 'failed' ? watch.current.failure.message : watch.current.state);
    await clock.pass(0);
    state.isDown = true;
    await clock.pass(31_000);
    assert.equal(now(), 'ready');
    await clock.pass(15_000);
    assert.equal(now(), 'no endpoints');
    state.isDown = false;
    await clock.pass(31_000);
    assert.equal(now(), 'ready');
    watch.dispose();
  });

  it('names what it found when that has no GPUs, and looks again rarely, or when it is asked to', async () => {
    const { clock, state, watches, questions } = begin();
    state.hasGpus = false;
    const watch = watches.watch();
    await clock.pass(0);
    assert.equal(
      watch.current.state === 'failed' && watch.current.failure.message,
      'Prometheus monitoring/prometheus has no metrics of GPUs',
    );
    await clock.pass(240_000);
    assert.equal(questions().length, 1);
    state.hasGpus = true;
    watch.refresh();
    await clock.pass(0);
    assert.equal(watch.current.state, 'ready');
    watch.dispose();
  });

  it('asks the one that the setting names from the next reading on', async () => {
    const { clock, state, watches, questions } = begin();
    const watch = watches.watch();
    await clock.pass(0);
    state.setting = 'mon/other:80';
    await clock.pass(15_000);
    assert.deepEqual(questions(), [
      '/api/v1/namespaces/monitoring/services/prometheus%3A9090/proxy/api/v1/query',
      '/api/v1/namespaces/mon/services/other%3A80/proxy/api/v1/query',
    ]);
    watch.dispose();
  });
});
