// Operators that validate in their controllers alone: what the definitions of their kinds refuse, and that they take what the linter calls good.
import assert from 'node:assert/strict';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { operatorRules } from '../../../src/language/rules/operators/operatorRules.ts';
import { DefinitionJudge } from '../../support/definitionJudge.ts';

const GROUP = /^(?:ray\.io\/v1|argoproj\.io\/v1alpha1|kubernetes\.dask\.org\/v1|kubeflow\.org\/v2beta1)$/;
/** Errors that the definitions refuse: by a list, a bound, a pattern, or because their version does not have the field. */
const REFUSED = [
  'argo-metric',
  'argo-mount-duplicate',
  'mpijob-implementation',
  'ray-gcs-ft-backend',
  'ray-network-mode',
  'ray-priority-version',
  'ray-tls-env',
  'ray-upgrade-type',
  'rayservice-deletion-delay',
];

const judged = operatorRules.filter((rule) =>
  GROUP.test(readManifests(rule.page().bad)[0]?.objects[0]?.apiVersion ?? ''),
);

describe('rules of the linter and the definitions of KubeRay, Argo Workflows, Dask and the MPI Operator', function () {
  this.timeout(300_000);
  let judge: DefinitionJudge;
  before(async function () {
    judge = await DefinitionJudge.open(this);
  });
  after(() => judge?.close());

  it('are many', () => assert.ok(judged.length >= 80, String(judged.length)));

  it('call nothing good that they refuse', async () => {
    const answers = await Promise.all(
      judged.map(async (rule) => [rule.id, await judge.refusal(rule.page().good)] as const),
    );
    assert.deepEqual(
      answers.filter(([, refusal]) => refusal !== undefined),
      [],
    );
  });

  it('are refused by them for what is listed; the rest is for the controllers to refuse, or no error', async () => {
    const answers = await Promise.all(
      judged.map(async (rule) => [rule.id, await judge.refusal(rule.page().bad)] as const),
    );
    const refused = answers.filter(([, refusal]) => refusal !== undefined).map(([id]) => id);
    assert.deepEqual(refused.sort(), REFUSED);
  });
});
