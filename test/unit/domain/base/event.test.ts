import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/domain/base/event.ts';

describe('Emitter', () => {
  it('calls all listeners although one throws, then throws that error', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error('first');
    });
    emitter.event((value) => heard.push(value));
    assert.throws(() => emitter.fire(1), /first/);
    assert.deepEqual(heard, [1]);
  });

  it('calls the same function twice when it subscribed twice, and lets each go separately', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    first.dispose();
    emitter.fire();
    assert.equal(calls, 3);
  });

  it('does not call a listener that subscribed while it was firing', () => {
    const emitter = new Emitter<void>();
    let late = 0;
    emitter.event(() =>
      emitter.event(() => {
        late += 1;
      }),
    );
    emitter.fire();
    assert.equal(late, 0);
  });
});
