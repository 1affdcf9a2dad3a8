import assert from 'node:assert/strict';
import { claimsOf, volumeZones } from '../../../../src/domain/deploy/claimZones.ts';
import { specText, workloadOf } from './specTexts.ts';

const ZONE = 'topology.kubernetes.io/zone';
const volume = (...terms: readonly (readonly [string, string, readonly string[]])[]) => ({
  spec: {
    nodeAffinity: {
      required: {
        nodeSelectorTerms: terms.map(([key, operator, values]) => ({ matchExpressions: [{ key, operator, values }] })),
      },
    },
  },
});

describe('zones of claims', () => {
  it('are those that the volume demands, of any of its terms', () => {
    assert.deepEqual(volumeZones(volume([ZONE, 'In', ['b', 'a']], [ZONE, 'In', ['c']])), ['a', 'b', 'c']);
  });

  it('are open when a term says nothing of them, or the volume nothing at all', () => {
    assert.deepEqual(volumeZones(volume([ZONE, 'In', ['a']], ['kubernetes.io/hostname', 'In', ['n']])), []);
    assert.deepEqual(volumeZones(volume([ZONE, 'NotIn', ['a']])), []);
    assert.deepEqual(volumeZones({ spec: {} }), []);
  });

  it('are asked of the claims in the spec and of those that were chosen', () => {
    const workload = workloadOf(specText('mounts: [{ pvc: a, path: /a }, { folder: d, path: /d }]'));
    const places = new Map([
      ['/d', { kind: 'claim', claim: 'b' } as const],
      ['/e', { kind: 'scratch' } as const],
    ]);
    assert.deepEqual(claimsOf(workload, { places }), ['a', 'b']);
  });
});
