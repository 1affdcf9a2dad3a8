// Every object that Trainyard makes is taken by a real API server, checked as strictly as it can.
import assert from 'node:assert/strict';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { SPEC_CASES } from '../../support/kubeSpecs.ts';
import { specText, workloadOf } from '../../unit/domain/deploy/specTexts.ts';
import { manifestsOf } from '../../support/kubeStart.ts';

const SECURITY = 'pod-security.kubernetes.io';

describe('manifests on a real API server', function () {
  this.timeout(120_000);
  let baseline: KubectlInNamespace;
  let restricted: KubectlInNamespace;

  before(async function () {
    baseline = await KubectlInNamespace.open(this, 'manifests-base', [`${SECURITY}/warn=baseline`]);
    restricted = await KubectlInNamespace.open(this, 'manifests-strict', [`${SECURITY}/warn=restricted`]);
  });
  after(async () => {
    await baseline?.close();
    await restricted?.close();
  });

  it('is strict: a slip of the pen is found', async () => {
    const [job] = manifestsOf({ workload: workloadOf(specText('')) });
    const { code, stderr } = await baseline.apply([{ ...job, metadata: { name: 'x' }, specs: {} }], { dryRun: true });
    assert.notEqual(code, 0);
    assert.match(stderr, /specs/);
  });

  for (const { name, isRestricted = false, ...given } of SPEC_CASES) {
    it(`${name}${isRestricted ? ' (restricted)' : ''}`, async () => {
      const kubectl = isRestricted ? restricted : baseline;
      const manifests = manifestsOf({ ...given, facts: { ...given.facts, namespace: kubectl.namespace } });
      const { code, stderr } = await kubectl.apply(manifests, { dryRun: true });
      assert.equal(code, 0, `${stderr}\n${JSON.stringify(manifests, undefined, 1)}`);
      assert.equal(stderr, '', 'the server warns of nothing');
    });
  }
});
