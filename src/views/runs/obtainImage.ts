import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import type { RunsDeps } from './register.ts';
import type { DecidedRun } from './startWorkload.ts';

export interface ObtainedImage {
  readonly reference: string;
  readonly digest?: string;
  readonly architecture?: string;
}

/** The image of a workload: built from its Dockerfile (quick when nothing changed), or pulled when the engine does not have it. */
export async function obtainImage(deps: RunsDeps, decided: DecidedRun): Promise<Result<ObtainedImage>> {
  const { workload, connection, loaded } = decided;
  const engine = await deps.hub.engine(connection.id);
  if (!engine.ok) return engine;
  if (workload.image.kind === 'image') {
    const { reference, pull } = workload.image;
    return await pulled(engine.value, reference, pull);
  }
  const built = await deps.commands.run('trainyard.images.build', {
    specPath: loaded.path,
    workload: workload.name,
    engineId: connection.id,
    quiet: true,
  });
  const reference = tagOf(built);
  return reference === undefined ? fail(CANCELLED) : await described(engine.value, reference);
}

/** The build command answers with the image, or with nothing after it has shown why not. */
function tagOf(built: unknown): string | undefined {
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
    engine.images.pull(
      reference,
      ({ text, doneBytes, totalBytes }) =>
        report(text, totalBytes === undefined || totalBytes === 0 ? undefined : doneBytes / totalBytes),
      signal,
    ),
  );
  return result.ok ? await described(engine, reference) : result;
}

async function described(engine: Engine, reference: string): Promise<Result<ObtainedImage>> {
  const found = await engine.images.find(reference, new AbortController().signal);
  if (!found.ok) return found;
  const [digest] = found.value.digests;
  return ok({ reference, digest: digest ?? found.value.id, architecture: found.value.architecture });
}
