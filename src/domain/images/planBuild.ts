import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ImageSpec, WorkloadSpec } from '../deploy/spec.ts';
import { BUILD_LABELS } from '../runs/labels.ts';
import type { BuildPlan, BuildSecret } from './buildPlan.ts';
import { imageNameFrom, parseImageRef } from './imageRef.ts';

/** What the caller knows and a spec does not say. Paths are absolute, with the separators of this machine. */
export interface BuildFacts {
  /** Names the build in views and history; another one each time. */
  readonly id: string;
  /** Folder of the spec file: its paths are relative to it. */
  readonly specFolder: string;
  /** Name of the project, for the tag when the spec has none. */
  readonly project: string;
  readonly workspace: string;
  /** How this machine joins paths. */
  readonly join: (folder: string, path: string) => string;
  readonly network?: BuildPlan['network'];
}

type BuildImage = Extract<ImageSpec, { kind: 'build' }>;

/** The plan of the image that a workload is built from. `invalid` when the workload uses a ready image or the tag is not one. */
export function buildPlanOf(workload: WorkloadSpec, facts: BuildFacts): Result<BuildPlan> {
  const { image } = workload;
  if (image.kind !== 'build') {
    return fail({
      code: 'invalid',
      message: t('The workload {0} uses a ready image, so there is nothing to build.', workload.name),
    });
  }
  const tag = image.tag ?? defaultTag(facts.project, workload.name);
  if (!parseImageRef(tag)) {
    return fail({
      code: 'invalid',
      message: t('{0} is not a valid image name.', tag),
      nextStep: t('Use lower case letters, digits, dots and dashes, and a tag after a colon.'),
    });
  }
  const contextFolder = facts.join(facts.specFolder, image.context);
  return ok({
    id: facts.id,
    contextFolder,
    // As with `docker compose`: the Dockerfile is looked for in the context.
    dockerfile: facts.join(contextFolder, image.dockerfile),
    tags: [withTag(tag)],
    args: image.args,
    labels: labelsOf(facts.workspace),
    secrets: secretsOf(image, facts),
    useCache: image.useCache,
    pullBase: false,
    ...(image.target === undefined ? {} : { target: image.target }),
    ...(image.platform === undefined ? {} : { platform: image.platform }),
    ...(facts.network === undefined ? {} : { network: facts.network }),
  });
}

/** A reference without a tag gets `latest`, as the engine would do. */
export function withTag(reference: string): string {
  const parsed = parseImageRef(reference);
  return parsed && parsed.tag === undefined && parsed.digest === undefined ? `${reference}:latest` : reference;
}

export function defaultTag(project: string, workload: string | undefined): string {
  const name = imageNameFrom(project);
  return `${workload === undefined ? name : `${name}-${imageNameFrom(workload)}`}:latest`;
}

/**
 * Labels on the image. Only what is the same in the next build: an id of the build itself would make a new image of every cached build.
 */
export function labelsOf(workspace: string): ReadonlyMap<string, string> {
  return new Map([[BUILD_LABELS.workspace, workspace]]);
}

function secretsOf(image: BuildImage, facts: BuildFacts): readonly BuildSecret[] {
  return image.secrets.flatMap(({ id, file, env }): readonly BuildSecret[] => {
    if (file !== undefined) return [{ id, kind: 'file', path: facts.join(facts.specFolder, file) }];
    return env === undefined ? [] : [{ id, kind: 'environment', variable: env }];
  });
}
