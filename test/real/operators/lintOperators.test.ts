// What the linter calls an error is refused by the real webhooks of operators, and what it calls good is taken.
import assert from 'node:assert/strict';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { operatorRules } from '../../../src/language/rules/operators/operatorRules.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { realOperators } from '../../support/operators.ts';

/** Groups whose operators the test bed has, with versions that it serves. */
const SERVED = new Set([
  'kubeflow.org/v1',
  'trainer.kubeflow.org/v1alpha1',
  'jobset.x-k8s.io/v1alpha2',
  'kueue.x-k8s.io/v1beta2',
  'batch.volcano.sh/v1alpha1',
]);
/** Kinds of these groups that came after the versions in the test bed. */
const LATER = new Set(['OptimizationJob']);

function isServed(text: string): boolean {
  const object = readManifests(text)[0]?.objects[0];
  return SERVED.has(object?.apiVersion ?? '') && !LATER.has(object?.kind ?? '');
}

const judged = operatorRules.filter(
  (rule) => rule.severity === 'error' && (isServed(rule.page().bad) || rule.id.startsWith('kueue-')),
);

describe('errors of the linter and the webhooks of operators', function () {
  this.timeout(600_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-operators');
    await realOperators(this);
  });
  after(() => kubectl?.close());

  it('are many', () => assert.ok(judged.length >= 30, String(judged.length)));

  for (const rule of judged) {
    it(rule.id, async () => {
      const { bad, good } = rule.page();
      const [refused, taken] = await Promise.all([kubectl.judge(bad), kubectl.judge(good)]);
      assert.notEqual(refused.code, 0, `bad: ${refused.stdout}`);
      assert.equal(taken.code, 0, `good: ${taken.stderr}`);
    });
  }
});
