// What the linter calls an error is refused by the real webhooks of operators, and what it calls good is taken.
import assert from 'node:assert/strict';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { operatorRules } from '../../../src/language/rules/operators/operatorRules.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { KATIB_NAMESPACE, realOperators, SERVED_VERSIONS } from '../../support/operators.ts';

/** Kinds of these groups that came after the versions in the test bed. */
const LATER = new Set(['OptimizationJob']);
/** Errors that show after the webhook took the object, with who refuses then. */
const SEEN_LATER: ReadonlyMap<string, string> = new Map([
  ['katib-primary-container', 'Katib refuses each pod of the trial that has no such container'],
]);

function isServed(text: string): boolean {
  const object = readManifests(text)[0]?.objects[0];
  return SERVED_VERSIONS.has(object?.apiVersion ?? '') && !LATER.has(object?.kind ?? '');
}

const judged = operatorRules.filter(
  (rule) => rule.severity === 'error' && (isServed(rule.page().bad) || rule.id.startsWith('kueue-')),
);

describe('errors of the linter and the webhooks of operators', function () {
  this.timeout(600_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-operators', [KATIB_NAMESPACE]);
    await realOperators(this);
  });
  after(() => kubectl?.close());

  it('are many', () => assert.ok(judged.length >= 30, String(judged.length)));

  for (const rule of judged) {
    const { id } = rule;
    const later = SEEN_LATER.get(id);
    it(`${id}${later === undefined ? '' : ` (not refused: ${later})`}`, async () => {
      const { bad, good } = rule.page();
      const [refused, taken] = await Promise.all([kubectl.judge(bad), kubectl.judge(good)]);
      assert.equal(refused.code === 0, later !== undefined, `bad: ${refused.stdout}${refused.stderr}`);
      assert.equal(taken.code, 0, `good: ${taken.stderr}`);
    });
  }
});
