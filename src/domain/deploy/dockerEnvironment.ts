import type { Failure, Result } from '../base/failure.ts';
import { assertNever, fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { DockerFacts } from './dockerFacts.ts';
import type { ParameterWords } from './parameters.ts';
import type { SecretSpec, WorkloadSpec } from './spec.ts';
import { defaultVariables, givenVariables } from './workloadEnvironment.ts';

/**
 * All variables of the container. Later ones win: our defaults, environment files in their order, `env`, parameters, secrets.
 * Failures: `not-found`: an environment file · `invalid`: one of its lines, or a secret without value · `unsupported`: a secret of Kubernetes.
 */
export function dockerEnvironment(
  workload: WorkloadSpec,
  parameters: ParameterWords,
  facts: DockerFacts,
): Result<ReadonlyMap<string, string>> {
  const given = givenVariables(workload, parameters, facts.environmentFiles);
  if (!given.ok) return given;
  const environment = new Map([...defaultVariables(workload, facts, isForeignUser(workload, facts)), ...given.value]);
  for (const secret of workload.secrets) {
    const value = facts.secrets.get(secret.variable);
    if (value === undefined) return fail(missingSecret(secret));
    environment.set(secret.variable, value);
  }
  return ok(environment);
}

function isForeignUser({ user }: WorkloadSpec, { hostUser, engine }: DockerFacts): boolean {
  if (user === 'image' || (user === 'host' && engine.isRootless)) return false;
  const uid = user === 'host' ? hostUser?.uid : user.uid;
  return uid !== undefined && uid !== 0;
}

/** Names where a secret is looked for, never its value. */
export function missingSecret({ variable, from }: SecretSpec): Failure {
  switch (from.kind) {
    case 'environment':
      return {
        code: 'invalid',
        message: t('The secret {0} has no value: the variable {1} is not set.', variable, from.variable),
        nextStep: t('Set it in the shell that starts the editor, and start the editor again.'),
      };
    case 'file':
      return {
        code: 'invalid',
        message: t('The secret {0} has no value: {1} cannot be read.', variable, from.path),
        nextStep: t('Put the value into that file, and nothing else.'),
      };
    case 'kubernetes':
      return {
        code: 'unsupported',
        message: t(
          'The secret {0} comes from the Kubernetes Secret “{1}”, which Docker cannot read.',
          variable,
          from.secret,
        ),
        nextStep: t('Take it from a variable or a file, or choose a Kubernetes target.'),
      };
    default:
      return assertNever(from);
  }
}
