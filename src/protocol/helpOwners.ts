import type { OtherExtensions } from './problemOwners.ts';

/** What completes and explains the same files beside Trainyard. */
export interface OtherHelpers extends Pick<OtherExtensions, 'hasContainers' | 'hasDocker'> {
  /** Red Hat's YAML, which completes, and takes its schemas from the JSON Schema Store. */
  readonly hasSchemaStore: boolean;
  /** GitHub Actions. */
  readonly hasActions: boolean;
}

type Owners = Readonly<Record<string, unknown>>;

/**
 * The classes of completion and hover that others give, so that nothing is offered twice: `Keys` is what a schema can say, `Names` what the file itself
 * defines, such as services and jobs.
 */
export function leftHelp(
  owners: Owners,
  { hasContainers, hasDocker, hasSchemaStore, hasActions }: OtherHelpers,
): readonly string[] {
  const classes: readonly (readonly [owner: string, name: string, isGiven: boolean])[] = [
    ['dockerfile', 'dockerHelp', hasContainers],
    ['compose', 'composeKeys', hasContainers || hasDocker || hasSchemaStore],
    ['compose', 'composeNames', hasDocker],
    ['workflow', 'workflowKeys', hasActions || hasSchemaStore],
    ['workflow', 'workflowNames', hasActions],
    ['gitlab', 'gitlabKeys', hasSchemaStore],
    ['gitlab', 'gitlabNames', false],
  ];
  // Schemas that a comment of a file names are read by it, whatever the user chose for other files.
  const ofComments = hasSchemaStore ? ['yamlSchemas'] : [];
  const left = classes.flatMap(([owner, name, isGiven]) =>
    owners[owner] === 'other' || (owners[owner] !== 'trainyard' && isGiven) ? [name] : [],
  );
  return [...left, ...ofComments];
}
