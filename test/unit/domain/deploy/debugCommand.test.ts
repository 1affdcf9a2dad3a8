import assert from 'node:assert/strict';
import { debugCommand, debugProcesses, type DebugChoice } from '../../../../src/domain/deploy/debugCommand.ts';

const DEBUGPY = '-m debugpy --listen 127.0.0.1:5678 --wait-for-client';
const words = (text: string) => text.split(' ');
const debugged = (text: string, choice: DebugChoice = {}): string => {
  const result = debugCommand(words(text), choice);
  // The program that stands in for each process is long, and run by real interpreters elsewhere.
  return result.ok
    ? result.value.words.map((word) => (word.includes('\n') ? 'WORKER' : word)).join(' ')
    : result.failure.message;
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

  for (const [given, wanted] of [
    [
      'torchrun train.py --lr 1',
      'python3 -m torch.distributed.run --no_python python3 -c WORKER 0 1 -u train.py --lr 1',
    ],
    [
      '/opt/venv/bin/torchrun --nproc_per_node=2 --standalone train.py',
      '/opt/venv/bin/python3 -m torch.distributed.run --nproc_per_node=2 --standalone --no_python /opt/venv/bin/python3 -c WORKER 0 1 -u train.py',
    ],
    [
      'python -X dev -m torch.distributed.run --nnodes 2 -t 3 -r0 -m pkg.train -m x',
      'python -X dev -m torch.distributed.run --nnodes 2 -t 3 -r0 --no_python python -c WORKER 0 1 -u -m pkg.train -m x',
    ],
  ] as const) {
    it(given, () => assert.equal(debugged(given), wanted));
  }

  it('lets one rank wait, or all of a launcher', () => {
    assert.match(debugged('torchrun train.py', { waits: 3 }), /-c WORKER 3 1 -u train\.py$/);
    assert.match(debugged('torchrun train.py', { waits: 'all' }), /-c WORKER all 1 -u train\.py$/);
    assert.equal(debugged('python -Xdev -m a.b -c', { waits: 1 }), 'python -c WORKER 1 2 -X dev -m a.b -c');
    assert.equal(debugged('python a.py', { waits: 'all' }), `python ${DEBUGPY} a.py`);
  });

  it('counts the processes of a node', () => {
    const count = (text: string, gpus?: number | 'all') => {
      const result = debugCommand(words(text));
      assert.ok(result.ok, text);
      const processes = debugProcesses(result.value, { perNode: 3, gpus });
      return processes.ok ? processes.value : processes.failure.message;
    };
    assert.equal(count('python train.py'), 1);
    assert.equal(count('torchrun train.py'), 3);
    assert.equal(count('torchrun --nproc-per-node 4 train.py'), 4);
    assert.equal(count('torchrun --nproc_per_node=gpu train.py', 8), 8);
    assert.match(String(count('torchrun --nproc_per_node=auto train.py')), /“auto” leaves it to the machine/);
  });

  it('refuses torchrun where the program is no Python or is missing', () => {
    for (const given of [
      'torchrun',
      'torchrun --nproc_per_node',
      'torchrun --no-python a.sh',
      'torchrun --run_path a.py',
    ])
      assert.match(debugged(given), /no script, module or code/, given);
  });

  it('refuses other launchers, with what to write instead', () => {
    for (const given of [
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
