import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { BuildPlan } from '../../domain/images/buildPlan.ts';
import { appendIgnoreLines, type ContextWarning, contextWarnings } from '../../domain/images/contextWarnings.ts';
import type { ContextOverview, ImageBuilder } from '../../domain/images/ports.ts';
import { createVirtualTexts } from '../shared/virtualTexts.ts';
import type { BuildMemory } from './buildMemory.ts';

const SCHEME = 'trainyard-ignore';

/** Milliseconds that the walk may take before the build starts without it: on a slow disk a warning is not worth the wait. */
const SURVEY_MS = 15_000;

/** Asks before secrets, data or checkpoints go into an image. */
export interface ContextCheck extends Disposable {
  check(plan: BuildPlan, builder: ImageBuilder, signal: AbortSignal): Promise<Result<void>>;
}

export function createContextCheck(memory: BuildMemory): ContextCheck {
  const proposals = createVirtualTexts(SCHEME);
  const showDiff = async ({ ignorePath, ignoreText }: ContextOverview, proposed: string): Promise<void> => {
    const sides = { before: ignoreText, after: proposed };
    const [before, after] = Object.entries(sides).map(([side, text]) => {
      const uri = Uri.from({ scheme: SCHEME, path: `/${side}/.dockerignore` });
      proposals.set(uri, text);
      return uri;
    });
    await commands.executeCommand('vscode.diff', before, after, t('{0}: proposed', ignorePath), { preview: true });
  };
  return {
    check: async (plan, builder, signal) => {
      const overview = await builder.survey(plan, AbortSignal.any([signal, AbortSignal.timeout(SURVEY_MS)]));
      if (signal.aborted) return fail(CANCELLED);
      if (!overview.ok) return overview.failure.code === 'cancelled' ? ok(undefined) : overview;
      const known = memory.accepted(plan.contextFolder);
      const warnings = contextWarnings(overview.value.findings.filter(({ path }) => !known.has(path)));
      if (warnings.length === 0) return ok(undefined);
      return await ask({ plan, overview: overview.value, warnings, memory, showDiff });
    },
    dispose: () => proposals.dispose(),
  };
}

interface Question {
  readonly plan: BuildPlan;
  readonly overview: ContextOverview;
  readonly warnings: readonly ContextWarning[];
  readonly memory: BuildMemory;
  readonly showDiff: (overview: ContextOverview, proposed: string) => Promise<void>;
}

async function ask({ plan, overview, warnings, memory, showDiff }: Question): Promise<Result<void>> {
  const detail = warnings.map(({ text }) => text).join('\n');
  const [show, build] = [t('Show fix'), t('Build anyway')];
  const answer = await window.showWarningMessage(
    t('The build context holds files that should perhaps not go into an image.'),
    { modal: true, detail },
    show,
    build,
  );
  if (answer === undefined) return fail(CANCELLED);
  const paths = warnings.flatMap((warning) => warning.paths);
  if (answer === build) {
    await memory.accept(plan.contextFolder, paths);
    return ok(undefined);
  }
  const lines = warnings.flatMap(({ ignoreLines }) => ignoreLines);
  const proposed = appendIgnoreLines(overview.ignoreText, lines);
  await showDiff(overview, proposed);
  const add = t('Add {0} lines and build', lines.length);
  const next = await window.showInformationMessage(t('Leave these files out of the image?'), add, build);
  if (next === undefined) return fail(CANCELLED);
  if (next === add) await workspace.fs.writeFile(Uri.file(overview.ignorePath), new TextEncoder().encode(proposed));
  else await memory.accept(plan.contextFolder, paths);
  return ok(undefined);
}
