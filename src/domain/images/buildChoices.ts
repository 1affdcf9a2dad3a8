import type { BuildPlan } from './buildPlan.ts';
import { labelsOf, withTag } from './planBuild.ts';

/** What a user decides for the build of a Dockerfile that no spec describes. */
export interface BuildChoices {
  readonly tag: string;
  readonly contextFolder: string;
  readonly target?: string;
  readonly platform?: string;
  /** Only those that differ from the Dockerfile's own defaults. */
  readonly args: ReadonlyMap<string, string>;
  readonly useCache: boolean;
  readonly pullBase: boolean;
  readonly engineId?: string;
}

/** The plan of these choices. */
export function planOfChoices(
  choices: BuildChoices,
  facts: { readonly id: string; readonly dockerfile: string; readonly workspace: string },
): BuildPlan {
  const { tag, contextFolder, target, platform, args, useCache, pullBase } = choices;
  return {
    id: facts.id,
    contextFolder,
    dockerfile: facts.dockerfile,
    tags: [withTag(tag)],
    args,
    labels: labelsOf(facts.workspace),
    secrets: [],
    useCache,
    pullBase,
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** A choice set or, with undefined, taken back. */
export function withChoice(
  choices: BuildChoices,
  key: 'target' | 'platform' | 'engineId',
  value: string | undefined,
): BuildChoices {
  const { [key]: _, ...rest } = choices;
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** A build argument set or, with undefined, back at the Dockerfile's default. */
export function withArgument(choices: BuildChoices, name: string, value: string | undefined): BuildChoices {
  const args = new Map(choices.args);
  if (value === undefined) args.delete(name);
  else args.set(name, value);
  return { ...choices, args };
}
