import { window } from 'vscode';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { knownOnce } from '../../domain/base/knownOnce.ts';
import type { Container } from '../../domain/engines/engine.ts';
import type { Engine, EngineHub } from '../../domain/engines/engineHub.ts';
import { healthOf } from '../../domain/engines/health.ts';
import { RUN_LABELS } from '../../domain/runs/labels.ts';
import type { ContainerSubject } from './target.ts';

/** Lets the user choose a container of the current engine: runs first. `isRunning` undefined offers all. */
export async function pickContainer(
  hub: EngineHub,
  title: string,
  isRunning: boolean | undefined,
): Promise<Result<ContainerSubject | undefined>> {
  const engine = await hub.current();
  if (!engine.ok) return engine;
  const containers = await containersOf(engine.value);
  if (!containers.ok) return containers;
  const items = containers.value
    .filter(({ state }) => isRunning === undefined || (state === 'running') === isRunning)
    .toSorted(
      (a, b) =>
        Number(b.labels.has(RUN_LABELS.runId)) - Number(a.labels.has(RUN_LABELS.runId)) ||
        b.createdAt.getTime() - a.createdAt.getTime(),
    )
    .map((container) => ({
      label: container.name,
      description: healthOf(container).text,
      detail: container.imageName,
      subject: subjectOf(engine.value.connection.id, container),
    }));
  const placeHolder = items.length === 0 ? t('There is no container to choose') : t('Choose a run or a container');
  const picked = await window.showQuickPick(items, { title, placeHolder });
  return ok(picked?.subject);
}

async function containersOf(engine: Engine): Promise<Result<readonly Container[]>> {
  const snapshot = await knownOnce(engine.reader.watch(), new AbortController().signal);
  return snapshot.ok ? ok(snapshot.value.containers) : snapshot;
}

function subjectOf(engineId: string, { id, name, labels }: Container): ContainerSubject {
  const runId = labels.get(RUN_LABELS.runId);
  if (runId === undefined) return { kind: 'container', engineId, containerId: id, name };
  return { kind: 'run', runId, engineId, containerId: id, name: labels.get(RUN_LABELS.runName) ?? name };
}
