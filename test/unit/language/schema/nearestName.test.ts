import assert from 'node:assert/strict';
import { nearestName } from '../../../../src/language/schema/nearestName.ts';

describe('nearestName', () => {
  const cases: readonly (readonly [name: string, candidates: readonly string[], expected: string | undefined])[] = [
    ['imagePullPolcy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
    ['IMAGE', ['image', 'images'], 'image'],
    ['ndoes', ['nodes'], 'nodes'],
    ['cat', ['bat', 'car'], undefined],
    ['replicas', ['selector'], undefined],
    ['a', ['b'], undefined],
    ['', ['a'], undefined],
    ['port', ['port'], undefined],
    ['restartPolicies', ['restartPolicy', 'restart'], 'restartPolicy'],
  ];
  for (const [name, candidates, expected] of cases)
    it(`${name} of ${candidates.join(', ')}`, () => assert.equal(nearestName(name, candidates), expected));
});
