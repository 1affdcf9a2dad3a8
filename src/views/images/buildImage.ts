import { basename } from 'node:path';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type ProgressReport, withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Failure, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { wholeSnapshot } from '../../domain/engines/wholeSnapshot.ts';
import { type BuildEvent, BuildProgress, isInternal, stepTitle } from '../../domain/images/buildProgress.ts';
import type { BuildPlan } from '../../domain/images/buildPlan.ts';
import type { BuildStore } from '../../domain/images/buildStore.ts';
import type { BuiltImage } from '../../domain/images/ports.ts';
import type { BuildPanel } from './buildPanel.ts';
import { type BuildRequest, chooseBuild, type ChooseDeps } from './chooseBuild.ts';
import type { ContextCheck } from './contextCheck.ts';
import type { DockerfileDiagnostics } from './dockerfileDiagnostics.ts';

export interface BuildDeps extends ChooseDeps {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly builds: BuildStore;
  readonly panel: BuildPanel;
  readonly contexts: ContextCheck;
  readonly diagnostics: DockerfileDiagnostics;
}

/** Asks what is not known, checks the context, builds with progress and Cancel, and shows what came of it. The value is the image. */
export async function buildImage(deps: BuildDeps, request: BuildRequest): Promise<Result<BuiltImage>> {
  const chosen = await chooseBuild(deps, request);
  if (!chosen.ok) return chosen;
  const { hub } = deps;
  const engine = chosen.value.engineId === undefined ? await hub.current() : await hub.engine(chosen.value.engineId);
  if (!engine.ok) return engine;
  const title = chosen.value.plan.tags[0] ?? basename(chosen.value.plan.dockerfile);
  deps.diagnostics.clear(chosen.value.plan.dockerfile);
  const built = await withProgress(t('Building {0}', title), async (report, signal) => {
    report(t('looking at the build context'));
    const checked = await deps.contexts.check(chosen.value.plan, engine.value.builder, signal);
    if (!checked.ok) return checked;
    const plan = await withNetwork(chosen.value.plan, engine.value, signal);
    return await build(deps, { plan, engine: engine.value, title, isQuiet: request.quiet === true, report }, signal);
  });
  if (!built.ok) return showFailure(deps, built.failure, chosen.value.plan.id);
  if (request.quiet !== true) offerNext(deps, engine.value, title);
  return built;
}

interface Work {
  readonly plan: BuildPlan;
  readonly engine: Engine;
  readonly title: string;
  readonly isQuiet: boolean;
  readonly report: ProgressReport;
}

async function build(
  deps: BuildDeps,
  { plan, engine, title, isQuiet, report }: Work,
  signal: AbortSignal,
): Promise<Result<BuiltImage>> {
  const { builds, panel } = deps;
  const { id: engineId, label: engineLabel } = engine.connection;
  const running = builds.run(
    { title, engineId, engineLabel, plan, progress: new BuildProgress() },
    async (onEvent, ended) => {
      const told = (event: BuildEvent): void => {
        onEvent(event);
        if (event.kind !== 'step' || event.state !== 'running' || isInternal(event.name)) return;
        const { index, count, text } = stepTitle(event.name);
        const { fraction } = builds.build(plan.id)?.progress.totals ?? {};
        report(index === undefined ? text : t('step {0} of {1}: {2}', index, count ?? index, text), fraction);
      };
      return await engine.builder.build(plan, told, ended);
    },
    signal,
  );
  if (!isQuiet) panel.show(plan.id, false);
  return await running;
}

/** An engine without a bridge has no network for a build step unless it uses the host's. */
async function withNetwork(plan: BuildPlan, engine: Engine, signal: AbortSignal): Promise<BuildPlan> {
  if (plan.network !== undefined) return plan;
  const watched = engine.reader.watch();
  try {
    const snapshot = await wholeSnapshot(watched, signal);
    // Podman's is called "podman"; any network of the bridge kind will do.
    const hasBridge = !snapshot.ok || snapshot.value.networks.some(({ driver }) => driver === 'bridge');
    return hasBridge ? plan : { ...plan, network: 'host' };
  } finally {
    watched.dispose();
  }
}

/** The panel has all of it, so the message is short; a failure before the first step has no panel. */
function showFailure(
  { diagnostics, notify, builds, panel }: BuildDeps,
  failure: Failure,
  buildId: string,
): Result<never> {
  if (failure.code === 'cancelled') return fail(CANCELLED);
  diagnostics.show(failure);
  const show = { title: t('Show build'), run: () => panel.show(buildId, true) };
  notify.failure(failure, ...(builds.find(buildId) ? [show] : []));
  return fail(CANCELLED);
}

function offerNext({ notify, commands }: BuildDeps, engine: Engine, name: string): void {
  const subject = { kind: 'image', engineId: engine.connection.id, imageId: name, name } as const;
  notify.info(
    t('{0} is built.', name),
    { title: t('Run'), run: () => commands.run('trainyard.runs.start') },
    { title: t('Push'), run: () => commands.run('trainyard.images.push', subject) },
    { title: t('Show layers'), run: () => commands.run('trainyard.images.showLayers', subject) },
  );
}

/** Builds again what a row of the history stands for, with new eyes on its files. */
export async function rebuild(deps: BuildDeps, buildId: string, useCache: boolean): Promise<Result<BuiltImage>> {
  const record = deps.builds.find(buildId);
  if (!record) return fail({ code: 'not-found', message: t('This build is not in the history any more.') });
  const plan = { ...record.plan, id: crypto.randomUUID(), useCache };
  return await buildImage(deps, { plan, engineId: record.engineId });
}

/** The result that other features await: nothing but plain values. */
export function builtValue(
  result: Result<BuiltImage>,
): Result<{ readonly imageId: string; readonly tags: readonly string[] }> {
  return result.ok ? ok({ imageId: result.value.imageId, tags: result.value.tags }) : result;
}
