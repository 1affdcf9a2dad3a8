// What the linter calls an error is refused by a real API server, and what it calls good is taken.
import assert from 'node:assert/strict';
import type { ManifestRule } from '../../../src/language/lint/manifestRule.ts';
import { gpuRules } from '../../../src/language/rules/gpu/gpuRules.ts';
import { identityRules } from '../../../src/language/rules/identity/identityRules.ts';
import { reliabilityRules } from '../../../src/language/rules/reliability/reliabilityRules.ts';
import { trainingRules } from '../../../src/language/rules/training/trainingRules.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';

/** Errors that show after the API server took the object, with who refuses then. */
const SEEN_LATER: ReadonlyMap<string, string> = new Map([
  ['ref-port-name', 'the kubelet finds no port of the name, and every probe fails'],
]);
const GROUPS: readonly (readonly [what: string, rules: readonly ManifestRule[], least: number])[] = [
  ['of identity and reliability', [...identityRules, ...reliabilityRules], 10],
  ['of GPUs and training', [...gpuRules, ...trainingRules], 4],
];

describe('errors of the linter and a real API server', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-errors');
  });
  after(() => kubectl?.close());

  for (const [what, rules, least] of GROUPS) {
    const errors = rules.filter(({ severity }) => severity === 'error');
    it(`${what} are several`, () => assert.ok(errors.length >= least, String(errors.length)));

    for (const rule of errors) {
      const { id } = rule;
      const later = SEEN_LATER.get(id);
      it(`${id}${later === undefined ? '' : ` (not refused: ${later})`}`, async () => {
        const { bad, good } = rule.page();
        const [refused, taken] = await Promise.all([kubectl.judge(bad), kubectl.judge(good)]);
        assert.equal(refused.code === 0, later !== undefined, `bad: ${refused.stderr}`);
        assert.equal(taken.code, 0, `good: ${taken.stderr}`);
      });
    }
  }
});
