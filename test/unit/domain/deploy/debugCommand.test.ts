import assert from 'node:assert/strict';
import { debugCommand } from '../../../../src/domain/deploy/debugCommand.ts';

const DEBUGPY = '-m debugpy --listen 127.0.0.1:5678 --wait-for-client';
const words = (text: string) => text.split(' ');
const debugged = (text: string): string => {
  const result = debugCommand(words(text));
  return result.ok ? result.value.join(' ') : result.failure.message;
};

describe('a command under the debugger', () => {
  for (const [given, wanted] of [
    ['python train.py --epochs 5 -m x', `python ${DEBUGPY} train.py --epochs 5 -m x`],
    ['python3 -m pkg.train --lr 0.1', `python3 ${DEBUGPY} -m pkg.train --lr 0.1`],
    ['/opt/venv/bin/python3.12 train.py', `/opt/venv/bin/python3.12 ${DEBUGPY} train.py`],
    ['python -u -X dev -W ignore -Wonce train.py -u', `python -u -X dev -W ignore -W once ${DEBUGPY} train.py -u`],
    ['python -uBm pkg.train -c a', `python -uB ${DEBUGPY} -m pkg.train -c a`],
    ['python -mpkg.train', `python ${DEBUGPY} -m pkg.train`],
    ['python -uc pass a b', `python -u ${DEBUGPY} -c pass a b`],
    ['python --check-hash-based-pycs never train.py', `python --check-hash-based-pycs never ${DEBUGPY} train.py`],
  ] as const) {
    it(given, () => assert.equal(debugged(given), wanted));
  }

  it('refuses launchers, with what to write instead', () => {
    for (const given of [
      'torchrun --nproc_per_node=2 train.py',
      '/usr/bin/torchrun train.py',
      'python -m torch.distributed.run train.py',
      'python3 -um torch.distributed.launch train.py',
      'accelerate launch train.py',
      'mpirun python train.py',
    ]) {
      const result = debugCommand(words(given));
      assert.ok(!result.ok && result.failure.code === 'unsupported', given);
      assert.match(result.failure.message, /starts the ranks as processes of its own/);
      assert.match(result.failure.nextStep ?? '', /RANK, WORLD_SIZE and MASTER_ADDR are set/);
    }
  });

  it('refuses what is not started by Python itself, or has no program', () => {
    assert.match(debugged('sh -c train.py'), /“sh” is not Python/);
    assert.match(debugged('./python-train train.py'), /“python-train” is not Python/);
    for (const given of ['python', 'python -u', 'python -m', 'python -', 'python -V', 'python --unknown train.py'])
      assert.match(debugged(given), /no script, module or code/, given);
    const none = debugCommand([]);
    assert.match(none.ok ? '' : none.failure.message, /leaves it to the image/);
  });
});
