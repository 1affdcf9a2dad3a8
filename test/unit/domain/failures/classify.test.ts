import assert from 'node:assert/strict';
import { classify } from '../../../../src/domain/failures/classify.ts';

/** Last lines as the programs print them. */
const LOGS: readonly (readonly [id: string, lines: readonly string[]])[] = [
  [
    'cuda-out-of-memory',
    ['torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.65 GiB total)'],
  ],
  ['cuda-out-of-memory', ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB.']],
  [
    'cuda-out-of-memory',
    [
      'jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 4294967296 bytes.',
    ],
  ],
  ['cuda-out-of-memory', ['tensorflow: OOM when allocating tensor with shape[32,1024]', 'Exit']],
  [
    'shared-memory',
    [
      "RuntimeError: DataLoader worker (pid 42) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
    ],
  ],
  [
    'shared-memory',
    ['ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).'],
  ],
  [
    'shared-memory',
    [
      'RuntimeError: unable to write to file </torch_12_34>: No space left on device; unable to allocate shared memory(shm)',
    ],
  ],
  ['no-space', ["OSError: [Errno 28] No space left on device: '/outputs/model.pt'"]],
  ['module-not-found', ["ModuleNotFoundError: No module named 'torchvision'"]],
  ['module-not-found', ['ImportError: No module named sklearn.metrics']],
  ['library-not-found', ['ImportError: libGL.so.1: cannot open shared object file: No such file or directory']],
  ['cuda-driver', ['RuntimeError: The NVIDIA driver on your system is too old (found version 11040).']],
  ['cuda-driver', ['CUDA error: no kernel image is available for execution on the device']],
  ['no-gpu', ['RuntimeError: Found no NVIDIA driver on your system.']],
  ['no-gpu', ['AssertionError: Torch not compiled with CUDA enabled']],
  ['permission-denied', ["PermissionError: [Errno 13] Permission denied: '/outputs/model.pt'"]],
  ['permission-denied', ['sh: 1: cannot create /outputs/x: Permission denied: /outputs/x']],
  ['port-in-use', ['OSError: [Errno 98] Address already in use']],
  [
    'port-in-use',
    ["ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8080): address already in use"],
  ],
  [
    'nccl-timeout',
    ['[rank0]:[E ProcessGroupNCCL.cpp:616] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1)'],
  ],
  ['python-syntax', ['  File "train.py", line 3', '    def', '       ^', 'SyntaxError: invalid syntax']],
  ['python-syntax', ['IndentationError: unexpected indent']],
  ['segfault', ['Fatal Python error: Segmentation fault']],
  ['out-of-memory', ['numpy.core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB for an array']],
  ['out-of-memory', ['MemoryError']],
  ['script-not-found', ["python3: can't open file '/app/trian.py': [Errno 2] No such file or directory"]],
  ['file-not-found', ["FileNotFoundError: [Errno 2] No such file or directory: '/data/train.csv'"]],
  ['bad-arguments', ['usage: train.py [-h] [--lr LR]', 'train.py: error: unrecognized arguments: --rl 0.1']],
];

/** Errors of engines while they start a container. */
const STARTS: readonly (readonly [id: string, error: string])[] = [
  [
    'command-not-found',
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "pyton": executable file not found in $PATH: unknown',
  ],
  [
    'not-executable',
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "./run.sh": permission denied: unknown',
  ],
  ['exec-format', 'standard_init_linux.go:228: exec user process caused: exec format error'],
  [
    'command-not-found',
    'OCI runtime create failed: exec: "/start.sh": stat /start.sh: no such file or directory: unknown',
  ],
  [
    'port-in-use',
    'driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:8080 failed: port is already allocated',
  ],
  ['port-in-use', 'failed to set up container networking: listen tcp4 127.0.0.1:8080: bind: address already in use'],
  ['no-gpu-runtime', 'could not select device driver "" with capabilities: [[gpu]]'],
  ['no-gpu-runtime', 'CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=0'],
  ['no-space', 'write /var/lib/docker/tmp/x: no space left on device'],
];

describe('classify', () => {
  for (const [id, lines] of LOGS) {
    it(`${id}: ${lines.at(-1)?.slice(0, 60) ?? ''}`, () => {
      const cause = classify({ exitCode: 1 }, ['epoch=1 loss=0.3', ...lines, '']);
      assert.equal(cause?.id, id);
      assert.ok(cause.message.length > 0 && cause.fix.length > 0);
    });
  }
  for (const [id, error] of STARTS) {
    it(`${id}: ${error.slice(-60)}`, () => assert.equal(classify({ exitCode: 127, error }, [])?.id, id));
  }

  it('tells a kill at the memory limit from another kill', () => {
    assert.equal(classify({ exitCode: 137, isOomKilled: true }, [])?.id, 'oom-killed');
    assert.equal(classify({ exitCode: 137, isOomKilled: false }, [])?.id, 'killed');
    assert.equal(classify({ exitCode: 124 }, [])?.id, 'time-limit');
  });

  it('knows exit codes without a word in the log', () => {
    assert.equal(classify({ exitCode: 139 }, [])?.id, 'segfault');
    assert.equal(classify({ exitCode: 135 }, [])?.id, 'shared-memory');
    assert.equal(classify({ exitCode: 126 }, [])?.id, 'not-executable');
    assert.equal(classify({ exitCode: 1 }, ['something else']), undefined);
  });

  it('says nothing of what ended well, nor of what the user stopped', () => {
    assert.equal(classify({ exitCode: 0 }, ['MemoryError was caught']), undefined);
    assert.equal(classify({ exitCode: 137, wasStopped: true }, []), undefined);
  });

  it('names the last module of several', () => {
    const cause = classify({ exitCode: 1 }, [
      "ModuleNotFoundError: No module named 'a'",
      "ModuleNotFoundError: No module named 'b'",
    ]);
    assert.match(cause?.message ?? '', /“b”/);
  });

  it('prefers the cause to what it drags behind', () => {
    const lines = ['CUDA out of memory. Tried to allocate', 'Watchdog caught collective operation timeout'];
    assert.equal(classify({ exitCode: 1 }, lines)?.id, 'cuda-out-of-memory');
  });

  it('reads through colours and looks no further back than 400 lines', () => {
    assert.equal(classify({ exitCode: 1 }, ['\u001b[31mMemoryError\u001b[0m'])?.id, 'out-of-memory');
    assert.equal(classify({ exitCode: 1 }, ['MemoryError', ...Array.from({ length: 500 }, () => 'x')]), undefined);
  });
});
