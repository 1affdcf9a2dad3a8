import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { ApplyOutcome, Cluster, Manifest } from '../../../../src/domain/cluster/ports.ts';
import { planUpgrade } from '../../../../src/domain/helm/chartPlan.ts';

const KIND = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', isNamespaced: true };
const signal = new AbortController().signal;

function map(name: string, data: object, annotations: object = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, data };
}

/** A server that has these objects, and that merges what it is sent into them. */
function clusterWith(objects: readonly Manifest[], refused: readonly string[] = []) {
  const find = (name: string) => objects.find(({ metadata }) => metadata.name === name);
  const cluster: { control: Partial<Cluster['control']>; reader: Partial<Cluster['reader']> } = {
    reader: {
      kinds: async () => ok([KIND]),
      get: async ({ name }) => {
        const found = find(name);
        return found ? ok(found) : fail({ code: 'not-found', message: name });
      },
    },
    control: {
      apply: async (manifest) => {
        const { name } = manifest.metadata;
        if (refused.includes(name)) return fail({ code: 'invalid', message: 'no' });
        const merged = { ...manifest, data: { ...Object(find(name)?.['data']), ...Object(manifest['data']) } };
        const outcome: ApplyOutcome = { kind: 'configured', object: merged };
        return ok(outcome);
      },
    },
  };
  // Only what a plan asks is there.
  return cluster as unknown as Cluster;
}

async function plan(
  live: readonly Manifest[],
  before: readonly Manifest[],
  after: readonly Manifest[],
  refused: readonly string[] = [],
) {
  const planned = await planUpgrade({ cluster: clusterWith(live, refused), namespace: 'a', before, after }, signal);
  assert.ok(planned.ok);
  return planned.value;
}

describe('what an upgrade would do', () => {
  it('is told object by object', async () => {
    const keep = { 'helm.sh/resource-policy': 'keep' };
    const old = [
      map('same', { a: '1' }),
      map('other', { a: '1' }),
      map('gone', {}),
      map('kept', {}, keep),
      map('lost', {}),
    ];
    const live = old.filter(({ metadata }) => metadata.name !== 'lost');
    const now = [map('same', { a: '1' }), map('other', { a: '2' }), map('new', {}), map('bad', {})];
    const planned = await plan(live, old, now, ['bad']);
    assert.deepEqual(
      planned.map(({ manifest, kind }) => `${manifest.metadata.name} ${kind}`),
      ['same unchanged', 'other changed', 'new created', 'bad failed', 'gone removed', 'kept kept'],
    );
  });

  it('takes away what the chart has no more, and leaves what others have put there', async () => {
    const live = map('one', { ours: '1', dropped: '2', theirs: '3' });
    const [planned] = await plan([live], [map('one', { ours: '1', dropped: '2' })], [map('one', { ours: '1' })]);
    assert.equal(planned?.kind, 'changed');
    assert.deepEqual(Object(planned?.planned).data, { ours: '1', theirs: '3' });
  });
});
