// The Dask operator's own function, from its wheel, says which names of clusters it refuses; the linter refuses the same.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { daskFiles } from '../../../scripts/schemas/daskFiles.mjs';
import { lintText } from '../../../src/language/lint/textLinter.ts';
import { seededRandom } from '../../support/seededRandom.ts';

/** The modules of the function need nothing else, but their package imports all of Dask: it is put there empty. */
const PROGRAM = `
import json, sys, types
package = types.ModuleType("dask_kubernetes")
package.__path__ = [sys.argv[1] + "/dask_kubernetes"]
operator = types.ModuleType("dask_kubernetes.operator")
operator.__path__ = [sys.argv[1] + "/dask_kubernetes/operator"]
sys.modules.update({"dask_kubernetes": package, "dask_kubernetes.operator": operator})
from dask_kubernetes.exceptions import ValidationError
from dask_kubernetes.operator.validation import validate_cluster_name

def is_refused(name):
    try:
        validate_cluster_name(name)
    except ValidationError:
        return True
    return False

json.dump([is_refused(name) for name in json.load(sys.stdin)], sys.stdout)
`;
const NAMES = [
  'a',
  'dask',
  'd1-2',
  '1d',
  'dask.one',
  '-a',
  'a-',
  'A',
  'a_b',
  'ä',
  'x'.repeat(53),
  'x'.repeat(54),
  'a--b',
];
const MADE = 500;

describe('names of Dask clusters, judged by the operator', function () {
  // The first run fetches the wheel.
  this.timeout(120_000);
  let folder = '';
  before(async () => {
    folder = await daskFiles();
  });

  it('are refused by both, or taken by both', () => {
    const random = seededRandom(1);
    const below = (count: number) => Math.floor(random() * count);
    const letters = 'abcxyz019-._';
    const made = Array.from({ length: MADE }, () => {
      // A dot or a line below is in few of them.
      const known = random() < 0.8 ? 10 : letters.length;
      return Array.from({ length: 1 + below(60) }, () => letters.charAt(below(known))).join('');
    });
    const names = [...NAMES, ...made];
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PROGRAM, folder], {
      input: JSON.stringify(names),
      encoding: 'utf8',
    });
    assert.notEqual(stdout, '', stderr);
    const refused = JSON.parse(stdout) as readonly boolean[];
    assert.ok(refused.includes(true) && refused.includes(false));
    const differences = names.filter((name, index) => isRefused(name) !== refused[index]);
    assert.deepEqual(differences, []);
  });
});

function isRefused(name: string): boolean {
  const text = `apiVersion: kubernetes.dask.org/v1\nkind: DaskCluster\nmetadata:\n  name: ${JSON.stringify(name)}\n`;
  return lintText({ path: 'dask.yaml', text }).findings.some(
    ({ rule, severity }) => severity === 'error' && (rule === 'dask-cluster-name' || rule === 'k8s-name-invalid'),
  );
}
