import type { Confirm } from '../../adapters/vscode/ask.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { Engine, EngineHub } from '../../domain/engines/engineHub.ts';

interface RemovalDeps {
  readonly hub: EngineHub;
  readonly confirm: Confirm;
}

/** Removes the volumes among the subjects, after asking. */
export async function removeVolumes(
  { hub, confirm }: RemovalDeps,
  subjects: readonly NodeSubject[],
): Promise<Result<void>> {
  const volumes = subjects.flatMap((each) => (each.kind === 'volume' ? [each] : []));
  const question = {
    message:
      volumes.length === 1
        ? t('Remove the volume {0}?', volumes[0]?.name ?? '')
        : t('Remove {0} volumes?', volumes.length),
    detail: t('The data in it is lost for good.'),
    verb: t('Remove'),
  };
  if (volumes.length === 0 || !(await confirm(question))) return fail(CANCELLED);
  return await forEachEngine(hub, volumes, (engine, { name }, signal) => engine.control.removeVolume(name, signal));
}

/** Removes the networks among the subjects, after asking. */
export async function removeNetworks(
  { hub, confirm }: RemovalDeps,
  subjects: readonly NodeSubject[],
): Promise<Result<void>> {
  const networks = subjects.flatMap((each) => (each.kind === 'network' ? [each] : []));
  const question = {
    message:
      networks.length === 1
        ? t('Remove the network {0}?', networks[0]?.name ?? '')
        : t('Remove {0} networks?', networks.length),
    verb: t('Remove'),
  };
  if (networks.length === 0 || !(await confirm(question))) return fail(CANCELLED);
  return await forEachEngine(hub, networks, (engine, { networkId }, signal) =>
    engine.control.removeNetwork(networkId, signal),
  );
}

/** Runs a change for each object; the first failure is shown, the others have been tried too. */
async function forEachEngine<S extends { readonly engineId: string }>(
  hub: EngineHub,
  subjects: readonly S[],
  change: (engine: Engine, subject: S, signal: AbortSignal) => Promise<Result<void>>,
): Promise<Result<void>> {
  const { signal } = new AbortController();
  const results = await Promise.all(
    subjects.map(async (subject) => {
      const engine = await hub.engine(subject.engineId);
      return engine.ok ? await change(engine.value, subject, signal) : engine;
    }),
  );
  return results.find((result) => !result.ok) ?? ok(undefined);
}
