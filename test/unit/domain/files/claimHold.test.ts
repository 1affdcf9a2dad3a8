import assert from 'node:assert/strict';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { ClaimHold } from '../../../../src/domain/files/claimHold.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const never = new AbortController().signal;
const GONE = fail({ code: 'unreachable', message: 'gone' });

/** A hold of a claim, with what happened to its pods in order. */
function held() {
  const clock = new ManualClock();
  const told: string[] = [];
  let count = 0;
  const hold = new ClaimHold({
    clock,
    open: async (isWritable) => {
      const pod = `pod${(count += 1)}`;
      told.push(`open ${pod}${isWritable ? ' to write' : ''}`);
      await Promise.resolve();
      const close = async (): Promise<Result<void>> => {
        told.push(`close ${pod}`);
        await Promise.resolve();
        return ok(undefined);
      };
      return ok({ resource: pod, folder: '/claim', close });
    },
  });
  const use = (writes: boolean, result: Result<unknown> = ok(undefined)) =>
    hold.use(
      writes,
      async ({ resource }) => {
        told.push(`use ${resource}`);
        await Promise.resolve();
        return result;
      },
      never,
    );
  return { clock, told, hold, use };
}

describe('a claim whose files are worked with', () => {
  it('has one pod for all, that cannot write before something is to be written', async () => {
    const { told, use, hold } = held();
    await Promise.all([use(false), use(false)]);
    await use(true);
    await use(false);
    await hold.close();
    assert.deepEqual(told, [
      'open pod1',
      'use pod1',
      'use pod1',
      'close pod1',
      'open pod2 to write',
      'use pod2',
      'use pod2',
      'close pod2',
    ]);
  });

  it('loses its pod when nobody has used it for ten minutes, and gets a new one', async () => {
    const { clock, told, use } = held();
    await use(true);
    await clock.pass(9 * 60_000);
    await use(false);
    await clock.pass(9 * 60_000);
    assert.deepEqual(told, ['open pod1 to write', 'use pod1', 'use pod1']);
    await clock.pass(2 * 60_000);
    assert.equal(told.at(-1), 'close pod1');
    await use(false);
    assert.deepEqual(told.slice(-2), ['open pod2', 'use pod2']);
  });

  it('gets another pod before the life of the first ends, and while it is used the first stays', async () => {
    const { clock, told, hold, use } = held();
    let finish = (): void => undefined;
    const long = hold.use<void>(false, () => new Promise((resolve) => (finish = () => resolve(ok(undefined)))), never);
    await clock.pass(55 * 60_000);
    await use(false);
    assert.deepEqual(told, ['open pod1', 'open pod2', 'use pod2']);
    finish();
    await long;
    assert.equal(told.at(-1), 'close pod1');
  });

  it('reads once more through a new pod when the first is gone, and writes only once', async () => {
    const { told, use } = held();
    assert.equal((await use(false, GONE)).ok, false);
    assert.deepEqual(told, ['open pod1', 'use pod1', 'close pod1', 'open pod2', 'use pod2', 'close pod2']);
    told.length = 0;
    assert.equal((await use(true, GONE)).ok, false);
    assert.deepEqual(told, ['open pod3 to write', 'use pod3', 'close pod3']);
  });

  it('is not opened again when it was closed', async () => {
    const { hold, use } = held();
    await use(false);
    await hold.close();
    const late = await use(false);
    assert.equal(!late.ok && late.failure.code, 'cancelled');
  });
});
