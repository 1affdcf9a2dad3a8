import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** How containers are named in failures: names as they are, full ids in the short form that `docker ps` shows. */
export function shortName(idOrName: string): string {
  return /^[0-9a-f]{64}$/.test(idOrName) ? idOrName.slice(0, 12) : idOrName;
}

/** Puts what was tried in front of what the engine says. Connection failures stay as they are: they are about the engine. */
export function during(failure: Failure, attempt: (reason: string) => string): Failure {
  if (failure.code === 'cancelled' || failure.code === 'unreachable' || failure.code === 'timeout') return failure;
  return { ...failure, ...causeOf(failure), message: attempt(failure.message) };
}

type Cause = Pick<Failure, 'code' | 'nextStep'>;

interface KnownCause {
  readonly pattern: RegExp;
  readonly code: Failure['code'];
  readonly nextStep: () => string;
}

/** Words of Docker 20.10 to 29 and Podman 4. */
const CAUSES: readonly KnownCause[] = [
  {
    pattern:
      /could not select device driver|failed to discover GPU vendor|no known GPU vendor|unresolvable CDI devices|CDI .*not/i,
    code: 'unsupported',
    nextStep: () => t('Install the NVIDIA Container Toolkit on the machine of the engine, or run without GPUs.'),
  },
  {
    pattern: /no such image|image not known|unable to find image/i,
    code: 'not-found',
    nextStep: () => t('Build or pull the image first.'),
  },
  {
    pattern: /port is already allocated|address already in use|ports are not available/i,
    code: 'conflict',
    nextStep: () => t('Choose another host port, or stop what uses this one.'),
  },
  {
    pattern: /name .* is already in use|name .* already in use/i,
    code: 'conflict',
    nextStep: () => t('Remove the container with this name, or choose another name.'),
  },
  {
    pattern: /bind source path does not exist|invalid mount config|no such file or directory.*mount/i,
    code: 'invalid',
    nextStep: () => t('Check the mounted folder: it must exist on the machine of the engine.'),
  },
  {
    pattern: /executable file not found|exec format error|exec: .*(permission denied|no such file)/i,
    code: 'invalid',
    nextStep: () => t('Check the entry point and the command of the image, and its architecture.'),
  },
  {
    pattern: /range of CPUs|minimum memory limit|more memory than|shm.?size/i,
    code: 'invalid',
    nextStep: () => t('Ask for less: the engine does not have that much.'),
  },
  {
    pattern: /volume is in use|has active endpoints|is in use by|being used by/i,
    code: 'conflict',
    nextStep: () => t('Remove the containers that use it first.'),
  },
];

function causeOf(failure: Failure): Cause {
  const known = CAUSES.find(({ pattern }) => pattern.test(failure.message));
  if (known) return { code: known.code, nextStep: known.nextStep() };
  return { code: failure.code, ...(failure.nextStep === undefined ? {} : { nextStep: failure.nextStep }) };
}
