import { Uri, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type DebugContainer, debugContainer, untilContainerListens } from '../../domain/runs/debugContainers.ts';
import { attachPython, hasPythonDebugger, pickProcesses } from '../shared/pythonDebugger.ts';
import type { ContainerDeps } from './containerActions.ts';
import type { Target } from './target.ts';

/** Attaches VS Code's Python debugger to a run that was started for it, or to one or all processes of its launcher. */
export async function attachDebugger(target: Target, { notify }: ContainerDeps): Promise<Result<void>> {
  if (!hasPythonDebugger(notify)) return fail(CANCELLED);
  const { engine, subject } = target;
  const found = await debugContainer(engine, { id: subject.containerId, name: subject.name }, target.signal);
  if (!found.ok) return found;
  const { name, processes } = found.value;
  const items = Array.from({ length: processes }, (_, rank) => ({ label: t('Local rank {0}', rank), process: rank }));
  const ranks = await pickProcesses(name, items);
  if (!ranks) return fail(CANCELLED);
  for (const rank of ranks) {
    const attached = await attachTo(target, found.value, rank);
    if (!attached.ok) return attached;
  }
  return ok(undefined);
}

async function attachTo({ engine }: Target, container: DebugContainer, rank: number): Promise<Result<void>> {
  const { id, python, workingDir, specPath } = container;
  const port = container.port + rank;
  const name = container.processes === 1 ? container.name : t('{0}, local rank {1}', container.name, rank);
  const listens = await withProgress(t('Waiting for {0}', name), (onStep, signal) =>
    untilContainerListens(engine, { id, name: container.name, port }, { clock: systemClock, onStep }, signal),
  );
  if (!listens.ok) return listens;
  const opened = await engine.ports.open(id, { port, python });
  if (!opened.ok) return opened;
  return await attachPython({
    name,
    localPort: opened.value.localPort,
    id: `${id}:${port}`,
    release: () => opened.value.dispose(),
    ...definedOf({
      workingDir,
      specPath: specPath === undefined ? undefined : workspace.asRelativePath(Uri.file(specPath), false),
    }),
  });
}
