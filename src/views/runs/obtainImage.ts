import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { transferReport } from '../shared/transferReport.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import type { RunsDeps } from './register.ts';
import type { DecidedRun } from './startWorkload.ts';

export interface ObtainedImage {
  readonly reference: string;
  readonly digest?: string;
  readonly architecture?: string;
}

/** The image of a workload: built from its Dockerfile (quick when nothing changed), or pulled when the engine does not have it. */
export async function obtainImage(deps: RunsDeps, decided: DecidedRun): Promise<Result<ObtainedImage>> {
  const { workload, connection } = decided;
  const engine = await deps.hub.engine(connection.id);
  if (!engine.ok) return engine;
  if (workload.image.kind === 'image') {
    const { reference, pull } = workload.image;
    return await pulled(engine.value, reference, pull);
  }
  const reference = await builtImage(deps, decided, connection.id);
  return reference.ok ? await described(engine.value, reference.value) : reference;
}

/** Builds the image of a workload on an engine and gives its first tag. The build command has shown it when it answers nothing. */
export async function builtImage(
  deps: RunsDeps,
  { loaded, workload }: ChosenWorkload,
  engineId: string,
): Promise<Result<string>> {
  const built = await deps.commands.run('trainyard.images.build', {
    specPath: loaded.path,
    workload: workload.name,
    engineId,
    quiet: true,
  });
  const reference = firstTag(built);
  return reference === undefined ? fail(CANCELLED) : ok(reference);
}

function firstTag(built: unknown): string | undefined {
  if (typeof built !== 'object' || built === null || !('tags' in built) || !Array.isArray(built.tags)) return undefined;
  const tag: unknown = built.tags.at(0);
  return typeof tag === 'string' ? tag : undefined;
}

async function pulled(
  engine: Engine,
  reference: string,
  pull: 'missing' | 'always' | 'never',
): Promise<Result<ObtainedImage>> {
  const found = await engine.images.find(reference, new AbortController().signal);
  if (!found.ok && found.failure.code !== 'not-found') return found;
  if (found.ok && pull !== 'always') return await described(engine, reference);
  if (pull === 'never') {
    return fail({
      code: 'not-found',
      message: t('The engine does not have the image {0}, and the spec says never to pull it.', reference),
      nextStep: t('Build or load it, or set “pull: missing” in trainyard.yaml.'),
    });
  }
  const result = await withProgress(t('Pulling {0}', reference), (report, signal) =>
    engine.images.pull(reference, transferReport(report), signal),
  );
  return result.ok ? await described(engine, reference) : result;
}

async function described(engine: Engine, reference: string): Promise<Result<ObtainedImage>> {
  const found = await engine.images.find(reference, new AbortController().signal);
  if (!found.ok) return found;
  const [digest] = found.value.digests;
  return ok({ reference, digest: digest ?? found.value.id, architecture: found.value.architecture });
}
