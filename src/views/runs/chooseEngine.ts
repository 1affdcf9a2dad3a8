import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { TargetSpec } from '../../domain/deploy/spec.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { addressOf } from '../../domain/engines/engineTree.ts';

/** The engine that a run goes to without being asked: what the spec names, then where it ran last, then the current one. */
export async function defaultEngine(
  hub: EngineHub,
  { target, lastEngineId }: { readonly target: TargetSpec | undefined; readonly lastEngineId: string | undefined },
): Promise<Result<EngineConnection>> {
  const connections = await hub.list();
  if (target?.kind === 'kubernetes') {
    return fail({
      code: 'unsupported',
      message: t('The target {0} is a Kubernetes cluster, which Trainyard cannot run on yet.', target.name),
      nextStep: t('Choose a target with “docker” in trainyard.yaml.'),
    });
  }
  if (target?.context !== undefined) {
    const named = connections.find(({ source, label }) => source === 'context' && label === target.context);
    if (named) return ok(named);
    return fail({
      code: 'not-found',
      message: t('The target {0} names the Docker context {1}, which is not there.', target.name, target.context),
      nextStep: t('Make it with “docker context create”, or change the target in trainyard.yaml.'),
    });
  }
  const last = connections.find(({ id }) => id === lastEngineId);
  const [first] = connections;
  const chosen = last ?? first;
  if (chosen) return ok(chosen);
  return fail({
    code: 'not-found',
    message: t('No container engine was found.'),
    nextStep: t('Install Docker or Podman, or add the address of an engine in the settings.'),
  });
}

/** Lets the user choose among all engines. */
export async function pickEngine(hub: EngineHub, current: EngineConnection): Promise<Result<EngineConnection>> {
  const items = (await hub.list()).map((connection) => ({
    label: connection.label,
    description: addressOf(connection),
    ...(connection.id === current.id ? { detail: t('chosen now') } : {}),
    connection,
  }));
  const picked = await window.showQuickPick(items, { title: t('Run on which engine?') });
  return picked ? ok(picked.connection) : fail(CANCELLED);
}
