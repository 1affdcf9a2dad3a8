import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import type { ContainerPlan } from '../engines/containerPlan.ts';
import type { ContainerControl } from '../engines/ports.ts';

export interface StartedRun {
  readonly containerId: string;
  /** Words of the engine about the request, for example that a limit is not supported by the kernel. */
  readonly warnings: readonly string[];
}

/**
 * Creates and starts the container of a run. When the start fails or is cancelled, the container is removed again: a run that never
 * started leaves nothing behind. The failure keeps the engine's words.
 */
export async function startRun(
  control: ContainerControl,
  plan: ContainerPlan,
  signal: AbortSignal,
): Promise<Result<StartedRun>> {
  const created = await control.create(plan, signal);
  if (!created.ok) return created;
  const { id, warnings } = created.value;
  const started = await control.start(id, signal);
  if (started.ok && !signal.aborted) return ok({ containerId: id, warnings });
  // Cleaning up must not be cancelled by the signal that made it necessary.
  const removed = await control.remove(id, true, new AbortController().signal);
  const failure: Failure = started.ok ? { code: 'cancelled', message: plan.name } : started.failure;
  return fail(
    removed.ok ? failure : { ...failure, detail: [failure.detail, removed.failure.message].filter(Boolean).join('\n') },
  );
}
