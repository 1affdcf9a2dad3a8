import type { Clock } from '../base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { fieldOf } from '../deploy/plainData.ts';
import type { Engine } from '../engines/engineHub.ts';
import { isListening, notForDebugging, whyEnded } from './debugPods.ts';
import { debugPortOf, debugProcessesOf } from './kubernetesLabels.ts';
import { RUN_LABELS } from './labels.ts';

/** How often a container that is starting is looked at, in milliseconds. */
const LOOK_MS = 500;
/** How long a look at its sockets may take: a container that ends meanwhile may leave it without an answer. */
const SOCKETS_MS = 10_000;

/** A container that was started for debugging. */
export interface DebugContainer {
  readonly id: string;
  readonly name: string;
  /** Of the first process; those of a launcher follow by local rank. */
  readonly port: number;
  readonly processes: number;
  /** The Python that its program was started with. */
  readonly python: string;
  readonly workingDir?: string;
  /** Absolute, on the machine that started it. */
  readonly specPath?: string;
}

/** What its labels say. Failure `unsupported`: it was not started for debugging. */
export async function debugContainer(
  { reader }: Pick<Engine, 'reader'>,
  { id, name }: { readonly id: string; readonly name: string },
  signal: AbortSignal,
): Promise<Result<DebugContainer>> {
  const inspected = await reader.inspect('container', id, signal);
  if (!inspected.ok) return inspected;
  const object: unknown = JSON.parse(inspected.value);
  const label = (key: string) => fieldOf(object, 'Config', 'Labels', key);
  const [port, python, specPath] = [
    debugPortOf(label(RUN_LABELS.debugPort)),
    label(RUN_LABELS.debugPython),
    label(RUN_LABELS.specPath),
  ];
  if (port === undefined || typeof python !== 'string') return fail(notForDebugging(name));
  const workingDir = fieldOf(object, 'Config', 'WorkingDir');
  return ok({
    id,
    name,
    port,
    processes: debugProcessesOf(label(RUN_LABELS.debugProcesses)),
    python,
    ...(typeof workingDir === 'string' && workingDir !== '' ? { workingDir } : {}),
    ...(typeof specPath === 'string' ? { specPath } : {}),
  });
}

/** Waits until debugpy listens on a port of it. Failures: `tool-missing`: the image has none · `rejected`: the program has ended. */
export async function untilContainerListens(
  engine: Pick<Engine, 'reader' | 'ports' | 'logs'>,
  { id, name, port }: { readonly id: string; readonly name: string; readonly port: number },
  { clock, onStep }: { readonly clock: Clock; readonly onStep: (text: string) => void },
  signal: AbortSignal,
): Promise<Result<void>> {
  while (!signal.aborted) {
    const inspected = await engine.reader.inspect('container', id, signal);
    if (!inspected.ok) return inspected;
    const status = fieldOf(JSON.parse(inspected.value), 'State', 'Status');
    if (status === 'exited' || status === 'dead') return fail(await whyEnded(engine, name, id, signal));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SOCKETS_MS)]);
    // Asked of the kernel, because a connection would be one of a debugger.
    const sockets = await engine.ports.sockets(id, limit);
    if (sockets.ok && isListening(sockets.value, port)) return ok(undefined);
    onStep(t('debugpy is starting'));
    await clock.sleep(LOOK_MS, signal);
  }
  return fail(CANCELLED);
}
