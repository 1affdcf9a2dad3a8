import { type Result, sentencesOf } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ContainerPlan } from '../engines/containerPlan.ts';
import { missingSecret } from './dockerEnvironment.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';
import { checkGpus } from './preflightGpus.ts';
import { checkImage, checkLimits, checkName, checkShm } from './preflightMachine.ts';
import { checkFolders, checkOutputs, checkRisks } from './preflightPlaces.ts';
import { checkNetwork, checkPorts } from './preflightPorts.ts';
import { checkTracking } from './preflightTracking.ts';
import type { WorkloadSpec } from './spec.ts';

/**
 * Names what will fail before it does. Takes the plan as `toDocker` returned it: when there is none, its failure is one of the checks, and
 * what can be checked without a plan is checked all the same. Problems first, then warnings, then what is well.
 */
export function preflight(
  workload: WorkloadSpec,
  plan: Result<ContainerPlan>,
  facts: PreflightFacts,
): readonly PreflightCheck[] {
  const network = plan.ok ? plan.value.network : workload.network;
  const checks = [...checkSources(facts), ...checkOutputs(facts), ...checkTracking(workload, network, facts)];
  if (plan.ok) {
    checks.push(
      ...checkGpus(plan.value, facts),
      ...checkImage(plan.value, facts),
      ...checkLimits(plan.value, facts),
      ...checkPorts(workload, plan.value, facts),
      ...checkNetwork(workload, plan.value, facts),
      ...checkFolders(plan.value, facts),
      ...checkRisks(plan.value, facts),
      ...checkShm(workload, plan.value, facts),
      ...checkName(plan.value, facts),
    );
  } else if (!checks.some((check) => check.state === 'problem' && check.message === plan.failure.message)) {
    const message = sentencesOf(plan.failure);
    checks.push({ id: 'plan', title: t('Request'), state: 'problem', message });
  }
  const order = { problem: 0, warning: 1, ok: 2 };
  return checks.toSorted((a, b) => order[a.state] - order[b.state]);
}

function checkSources({ missingEnvironmentFiles, unsetSecrets }: PreflightFacts): PreflightCheck[] {
  const files = missingEnvironmentFiles.map(
    (path): PreflightCheck => ({
      id: `envFile:${path}`,
      title: t('Environment file'),
      state: 'problem',
      message: t('The environment file {0} is not there.', path),
    }),
  );
  const secrets = unsetSecrets.map(
    (secret): PreflightCheck => ({
      id: `secret:${secret.variable}`,
      title: t('Secret'),
      state: 'problem',
      message: missingSecret(secret).message,
    }),
  );
  return [...files, ...secrets];
}
