// What the linter calls an error of GPUs and training is refused by a real API server, and what it calls good is taken.
import assert from 'node:assert/strict';
import { gpuRules } from '../../../src/language/rules/gpu/gpuRules.ts';
import { trainingRules } from '../../../src/language/rules/training/trainingRules.ts';
import { type KubectlAnswer, KubectlInNamespace } from '../../support/kubectlInNamespace.ts';

const errors = [...gpuRules, ...trainingRules].filter(({ severity }) => severity === 'error');

describe('errors of GPUs and a real API server', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-gpu');
  });
  after(() => kubectl?.close());

  function apply(text: string): Promise<KubectlAnswer> {
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
    return kubectl.run(args, text.replaceAll('namespace: team-a', `namespace: ${kubectl.namespace}`));
  }

  it('are several', () => assert.ok(errors.length >= 4));

  for (const rule of errors) {
    it(rule.id, async () => {
      const { bad, good } = rule.page();
      const [refused, taken] = await Promise.all([apply(bad), apply(good)]);
      assert.notEqual(refused.code, 0, `bad: ${refused.stdout}`);
      assert.equal(taken.code, 0, `good: ${taken.stderr}`);
    });
  }
});
