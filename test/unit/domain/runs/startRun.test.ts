import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { ContainerPlan } from '../../../../src/domain/engines/containerPlan.ts';
import type { ContainerControl } from '../../../../src/domain/engines/ports.ts';
import { startRun } from '../../../../src/domain/runs/startRun.ts';

const plan: ContainerPlan = {
  name: 'train-1',
  image: 'app:1',
  environment: new Map(),
  labels: new Map(),
  mounts: [],
  ports: [],
};

function recording(answers: Partial<ContainerControl>): { control: ContainerControl; calls: string[] } {
  const calls: string[] = [];
  const unexpected = () => Promise.reject(new Error('not expected'));
  const control: ContainerControl = {
    create: () => Promise.resolve(ok({ id: 'c1', warnings: ['no swap limit'] })),
    start: () => Promise.resolve(ok(undefined)),
    remove: (id, force) => {
      calls.push(`remove ${id} ${force}`);
      return Promise.resolve(ok(undefined));
    },
    stop: unexpected,
    kill: unexpected,
    restart: unexpected,
    wait: unexpected,
    removeVolume: unexpected,
    removeNetwork: unexpected,
    ...answers,
  };
  return { control, calls };
}

describe('startRun', () => {
  it('hands over the id and the warnings of the engine', async () => {
    const { control, calls } = recording({});
    const started = await startRun(control, plan, new AbortController().signal);
    assert.deepEqual(started, ok({ containerId: 'c1', warnings: ['no swap limit'] }));
    assert.deepEqual(calls, []);
  });

  it('removes the container when it cannot be started, and says why it could not', async () => {
    const failure = { code: 'rejected', message: 'no GPU' } as const;
    const { control, calls } = recording({ start: () => Promise.resolve(fail(failure)) });
    assert.deepEqual(await startRun(control, plan, new AbortController().signal), fail(failure));
    assert.deepEqual(calls, ['remove c1 true']);
  });

  it('leaves nothing behind when it is cancelled between create and start', async () => {
    const controller = new AbortController();
    const { control, calls } = recording({
      start: () => {
        controller.abort();
        return Promise.resolve(ok(undefined));
      },
    });
    const started = await startRun(control, plan, controller.signal);
    assert.equal(started.ok ? undefined : started.failure.code, 'cancelled');
    assert.deepEqual(calls, ['remove c1 true']);
  });

  it('cleans up with a signal that is not the cancelled one', async () => {
    const controller = new AbortController();
    let wasAborted: boolean | undefined;
    const { control } = recording({
      start: () => {
        controller.abort();
        return Promise.resolve(ok(undefined));
      },
      remove: (_id, _force, signal) => {
        wasAborted = signal.aborted;
        return Promise.resolve(ok(undefined));
      },
    });
    await startRun(control, plan, controller.signal);
    assert.equal(wasAborted, false);
  });
});
