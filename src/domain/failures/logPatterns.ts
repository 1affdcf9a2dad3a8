import { t } from '../base/text.ts';

interface LogPattern {
  readonly id: string;
  readonly pattern: RegExp;
  readonly cause: (match: RegExpExecArray) => { readonly message: string; readonly fix: string };
}

/**
 * What programs write before they end, the most telling first: a CUDA error often drags an NCCL timeout of the other ranks behind it.
 * Texts are those of PyTorch 1.x and 2.x, TensorFlow, JAX, CPython 3.8 to 3.14 and glibc.
 */
export const LOG_PATTERNS: readonly LogPattern[] = [
  {
    id: 'cuda-out-of-memory',
    pattern:
      /CUDA out of memory|OutOfMemoryError: (?:CUDA|HIP)|CUDA_ERROR_OUT_OF_MEMORY|HIP out of memory|RESOURCE_EXHAUSTED: (?:Out of memory|OOM)|OOM when allocating tensor/,
    cause: () => ({
      message: t('The GPU is out of memory'),
      fix: t('Use smaller batches or gradient accumulation, or set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True.'),
    }),
  },
  {
    id: 'shared-memory',
    pattern:
      /DataLoader worker \(pid(?:\(s\))? [\d, ]+\) (?:is killed by signal: Bus error|exited unexpectedly)|insufficient shared memory|Unexpected bus error encountered in worker|unable to (?:open|write|mmap|allocate) .*shared memory|No space left on device.*\/dev\/shm|\/dev\/shm.*No space left on device/i,
    cause: () => ({
      message: t('Shared memory is too small for the DataLoader workers (bus error)'),
      fix: t('Set resources.shm to 2 GiB or more, or use fewer workers.'),
    }),
  },
  {
    id: 'cuda-driver',
    pattern:
      /CUDA driver version is insufficient|driver on your system is too old|CUDA_ERROR_(?:UNSUPPORTED_PTX|SYSTEM_DRIVER_MISMATCH|COMPAT_NOT_SUPPORTED)|forward compatibility was attempted on non supported HW|unsatisfied condition: cuda|no kernel image is available for execution/i,
    cause: () => ({
      message: t('CUDA of the image and the driver of this machine do not fit together'),
      fix: t('Use an image with an older CUDA version, or update the NVIDIA driver of the engine’s machine.'),
    }),
  },
  {
    id: 'no-gpu',
    pattern:
      /No CUDA GPUs are available|no CUDA-capable device is detected|Found no NVIDIA driver on your system|Torch not compiled with CUDA enabled|CUDA_ERROR_NO_DEVICE|Attempting to deserialize object on a CUDA device but torch\.cuda\.is_available\(\) is False/i,
    cause: () => ({
      message: t('The program looks for a GPU and sees none'),
      fix: t('Ask for GPUs in the run (resources.gpus), and check that the image has a CUDA build of the framework.'),
    }),
  },
  {
    id: 'no-space',
    pattern: /No space left on device|OSError: \[Errno 28\]|Disk quota exceeded/i,
    cause: () => ({
      message: t('No space is left on the disk'),
      fix: t('Free space on the disk that holds the outputs, or keep fewer checkpoints.'),
    }),
  },
  {
    id: 'module-not-found',
    pattern: /(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?/,
    cause: (match) => ({
      message: t('The Python module “{0}” is not in the image', match[1] ?? ''),
      fix: t(
        'Add it to the requirements and build the image again; a module of your own must be copied into it or be on PYTHONPATH.',
      ),
    }),
  },
  {
    id: 'library-not-found',
    pattern:
      /(?:error while loading shared libraries|ImportError|OSError): (lib[\w.+-]+\.so[\d.]*): cannot open shared object file/,
    cause: (match) => ({
      message: t('The system library {0} is not in the image', match[1] ?? ''),
      fix: t(
        'Install the Debian package that holds it in the Dockerfile (libGL.so.1 is in libgl1, libgomp.so.1 in libgomp1).',
      ),
    }),
  },
  {
    id: 'python-syntax',
    pattern: /^\s*(SyntaxError|IndentationError|TabError): (.{1,200})/,
    cause: (match) => ({
      message: t('Python cannot read the program: {0}', match[2] ?? match[1] ?? ''),
      fix: t('The line above names file and line. New syntax also needs a Python version in the image that knows it.'),
    }),
  },
  {
    id: 'script-not-found',
    pattern: /can't open file '([^']+)': \[Errno 2\]|python\d?: can't find '__main__' module in '([^']+)'/,
    cause: (match) => ({
      message: t('The program file {0} is not in the container', match[1] ?? match[2] ?? ''),
      fix: t('Check the command and the working directory, and that .dockerignore does not leave the file out.'),
    }),
  },
  {
    id: 'permission-denied',
    pattern: /(?:PermissionError: \[Errno 13\] Permission denied|Permission denied): '?([^'\s]{1,200})'?/,
    cause: (match) => ({
      message: t('The program may not write or read {0}', match[1] ?? ''),
      fix: t('The user of the container needs access: write to the outputs folder, or let the run use your user id.'),
    }),
  },
  {
    id: 'port-in-use',
    pattern: /Address already in use|\[Errno 98\]|EADDRINUSE|port is already allocated/i,
    cause: () => ({
      message: t('The port that the program listens on is already in use'),
      fix: t('Choose another port, or stop what uses this one.'),
    }),
  },
  {
    id: 'nccl-timeout',
    pattern:
      /Watchdog caught collective operation timeout|NCCL (?:error|WARN).*(?:timeout|timed out|unhandled system error|remote process exited)|ncclRemoteError|ncclSystemError|DistBackendError|Socket Timeout.*TCPStore|torch\.distributed.*(?:timed out|timeout)/i,
    cause: () => ({
      message: t('The processes of the run lost each other (NCCL timeout)'),
      fix: t(
        'Look for the first rank that failed; set NCCL_DEBUG=INFO, and check shared memory and the network between nodes.',
      ),
    }),
  },
  {
    id: 'segfault',
    pattern: /Segmentation fault|Fatal Python error: Segmentation fault|signal 11 \(SIGSEGV\)/i,
    cause: () => ({
      message: t('The program crashed in native code (segmentation fault)'),
      fix: t(
        'Set PYTHONFAULTHANDLER=1 to see the line. Often two packages were built for different versions of CUDA or NumPy.',
      ),
    }),
  },
  {
    id: 'out-of-memory',
    pattern:
      /^\s*(?:\w+\.)*MemoryError(?::|$)|std::bad_alloc|Cannot allocate memory|Unable to allocate [\d.]+ [KMGT]iB/,
    cause: () => ({
      message: t('The program ran out of main memory'),
      fix: t('Give the run more memory (resources.memory), or load less data at once.'),
    }),
  },
  {
    id: 'file-not-found',
    pattern: /FileNotFoundError: \[Errno 2\] No such file or directory: '([^']{1,300})'/,
    cause: (match) => ({
      message: t('The file {0} is not in the container', match[1] ?? ''),
      fix: t('Mount the folder that holds it, or copy it into the image; paths are those inside the container.'),
    }),
  },
  {
    id: 'bad-arguments',
    pattern:
      /^(?:usage: )?[\w./-]+: error: ((?:unrecognized arguments|the following arguments are required|argument [^:]+): .{1,200})/,
    cause: (match) => ({
      message: t('The program does not accept its arguments: {0}', match[1] ?? ''),
      fix: t('Correct the parameters of the workload and run it again.'),
    }),
  },
];
