// What the linter calls an error is refused by a real API server, and what it calls good is taken.
import assert from 'node:assert/strict';
import type { ManifestRule } from '../../../src/language/lint/manifestRule.ts';
import { identityRules } from '../../../src/language/rules/identity/identityRules.ts';
import { reliabilityRules } from '../../../src/language/rules/reliability/reliabilityRules.ts';
import { type KubectlAnswer, KubectlInNamespace } from '../../support/kubectlInNamespace.ts';

/** Errors that show after the API server took the object, with who refuses then. */
const SEEN_LATER: ReadonlyMap<string, string> = new Map([
  ['ref-port-name', 'the kubelet finds no port of the name, and every probe fails'],
]);

const errors: readonly ManifestRule[] = [...identityRules, ...reliabilityRules].filter(
  ({ severity }) => severity === 'error',
);

describe('errors of the linter and a real API server', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-errors');
  });
  after(() => kubectl?.close());

  function apply(text: string): Promise<KubectlAnswer> {
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
    return kubectl.run(args, text.replaceAll('namespace: team-a', `namespace: ${kubectl.namespace}`));
  }

  it('are several', () => assert.ok(errors.length >= 10));

  for (const rule of errors) {
    const { id } = rule;
    const later = SEEN_LATER.get(id);
    it(`${id}${later === undefined ? '' : ` (not refused: ${later})`}`, async () => {
      const { bad, good } = rule.page();
      const [refused, taken] = [await apply(bad), await apply(good)];
      assert.equal(refused.code === 0, later !== undefined, `bad: ${refused.stderr}`);
      assert.equal(taken.code, 0, `good: ${taken.stderr}`);
    });
  }
});
