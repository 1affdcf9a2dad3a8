import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import { keptLogTitle } from '../../domain/cluster/keptLogTitle.ts';
import { type KeptLog, keptLogResource, keptUntil } from '../../domain/logs/keptLog.ts';
import type { RunsDeps } from './register.ts';

/** Opens the log of a run whose pods are gone, or any log of a pod that is kept on this machine. */
export async function openKeptLog(deps: RunsDeps, subjects: readonly NodeSubject[]): Promise<Result<void>> {
  const [subject] = subjects;
  if (subject?.kind === 'run' && subject.keptLog !== undefined) {
    const { engineId, keptLog: containerId, name: title, runId } = subject;
    await deps.commands.run('trainyard.logs.open', { engineId, containerId, title, runId });
    return ok(undefined);
  }
  const items = await choicesOf(deps);
  const picked = await window.showQuickPick(items, {
    title: t('Open kept log'),
    placeHolder: items.length === 0 ? nothingKept() : t('Which log?'),
    matchOnDescription: true,
  });
  if (!picked) return fail(CANCELLED);
  const { id, about } = picked.log;
  const containerId = keptLogResource(id);
  await deps.commands.run('trainyard.logs.open', { engineId: about.engineId, containerId, title: picked.label });
  return ok(undefined);
}

/** Removes what is kept of runs that are gone, or logs that the user picks. */
export async function removeKeptLogs(deps: RunsDeps, subjects: readonly NodeSubject[]): Promise<Result<void>> {
  const runs = subjects.flatMap((each) => (each.kind === 'run' && each.keptLog !== undefined ? [each] : []));
  const kept = await deps.loadKept();
  if (runs.length > 0) {
    if (
      !(await confirmed(
        deps,
        Array.from(runs, ({ name }) => name),
      ))
    )
      return fail(CANCELLED);
    await kept.removeRuns(runs.map(({ runId }) => runId));
    return ok(undefined);
  }
  const items = await choicesOf(deps);
  const placeHolder = items.length === 0 ? nothingKept() : t('Which logs are to be removed?');
  const title = t('Remove kept log');
  const picked = await window.showQuickPick(items, { title, placeHolder, canPickMany: true, matchOnDescription: true });
  if (!picked || picked.length === 0) return fail(CANCELLED);
  const names = picked.map(({ label }) => label);
  if (!(await confirmed(deps, names))) return fail(CANCELLED);
  await kept.remove(picked.map(({ log }) => log.id));
  return ok(undefined);
}

async function choicesOf(deps: RunsDeps) {
  const kept = await deps.loadKept();
  const contexts = new Map((await deps.clusters.list()).map(({ id, label }) => [id, label]));
  const now = new Date();
  return (await kept.list())
    .filter(({ isOpen }) => isOpen !== true)
    .toReversed()
    .map((log: KeptLog) => ({
      label: keptLogTitle(log.about),
      description: [contexts.get(log.about.engineId), t('until {0}', keptUntil(log, now)), formatBytes(log.bytes)]
        .filter((part) => part !== undefined)
        .join(' · '),
      log,
    }));
}

function confirmed({ confirm }: RunsDeps, names: readonly string[]): Promise<boolean> {
  const [first = ''] = names;
  return confirm({
    message: names.length === 1 ? t('Remove the kept log of {0}?', first) : t('Remove {0} kept logs?', names.length),
    detail: t('It is the last copy on this machine.'),
    verb: t('Remove'),
  });
}

const nothingKept = () => t('Nothing is kept. Logs of pods that you follow are, for as long as the settings say.');
