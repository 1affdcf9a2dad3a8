/** What is there beside Trainyard. */
export interface OtherExtensions {
  /** Red Hat's YAML, and it checks. */
  readonly hasYaml: boolean;
  /** Kubernetes Tools: gives Red Hat's YAML the schemas of the kinds of Kubernetes. */
  readonly hasKubernetes: boolean;
  /** Keys of its setting `yaml.schemas`: the word `kubernetes`, or addresses. */
  readonly yamlSchemas: readonly string[];
  /** Container Tools, or Docker before it: reports what the library dockerfile-utils finds. */
  readonly hasContainers: boolean;
  /** Docker DX: reports the checks of BuildKit. */
  readonly hasDocker: boolean;
}

/** By class of problem whether the other reports it where it does (`auto`), always, or never. */
type Owners = Readonly<Record<string, unknown>>;

/** The classes of problems that others report, so that Trainyard does not. Values of the setting that are none count as `auto`. */
export function leftClasses(owners: Owners, others: OtherExtensions): readonly string[] {
  const isLeft = (owner: string, reports: boolean) =>
    owners[owner] === 'other' || (owners[owner] !== 'trainyard' && reports);
  const knowsKubernetes = others.hasKubernetes || others.yamlSchemas.some((key) => /kubernetes/i.test(key));
  return [
    ...(isLeft('yamlSyntax', others.hasYaml) ? ['yamlSyntax'] : []),
    ...(isLeft('kubernetesSchema', others.hasYaml && knowsKubernetes) ? ['kubernetesSchema'] : []),
    ...(isLeft('dockerfile', others.hasContainers) ? ['dockerSyntax'] : []),
    ...(isLeft('dockerfile', others.hasDocker) ? ['dockerChecks'] : []),
  ];
}
