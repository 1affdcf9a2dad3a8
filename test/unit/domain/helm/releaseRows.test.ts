import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Failure, fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { type ClusterFilter, NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { ClusterRows } from '../../../../src/domain/cluster/clusterRows.ts';
import type { Cluster } from '../../../../src/domain/cluster/ports.ts';
import type { ReleaseEntry, ReleaseStore, ReleaseSummary } from '../../../../src/domain/helm/release.ts';
import { clusterStage } from '../../../support/clusters.ts';
import { settled } from '../../../support/engines.ts';
import { aRelease, aSummary } from '../../../support/helmReleases.ts';
import { aWorkload, kindNamed } from '../../../support/kubeFacts.ts';
import { ManualClock } from '../../../support/manualClock.ts';

type List = (store: ReleaseStore, namespace: string | undefined) => Result<readonly ReleaseEntry[]>;

const forbidden: Failure = { code: 'forbidden', message: 'You may not list secrets' };
const SERVICE = { ...kindNamed('Service'), group: '', version: 'v1' };
const DEPLOYMENT = { ...kindNamed('Deployment'), group: 'apps', version: 'v1' };

/** The rows of a context, down to its releases. */
async function stage(list: List, summary: Result<ReleaseSummary> = ok(aSummary()), filter: ClusterFilter = NO_FILTER) {
  const asked: string[] = [];
  const releases: Partial<Cluster['releases']> = {
    list: async (store, namespace) => {
      asked.push(`list ${store} ${namespace ?? '*'}`);
      return list(store, namespace);
    },
    summary: async ({ name, revision }) => {
      asked.push(`read ${name} ${revision}`);
      return summary;
    },
  };
  const reader = { kinds: async () => ok([SERVICE, DEPLOYMENT]) };
  const { hub, watched } = clusterStage(undefined, { reader, releases });
  const marksOf = () => ({ isProtected: false, isReadOnly: false });
  const clock = new ManualClock();
  const rows = new ClusterRows({ clusters: hub, clock, filter: () => filter, marksOf });
  const open = async (node: TreeNode | undefined): Promise<readonly TreeNode[]> => {
    assert.ok(node?.subject && 'clusterId' in node.subject, 'the row is of a cluster');
    for (let round = 0; round < 3; round++) {
      rows.children(node, node.subject, 500);
      await settled();
    }
    return rows.children(node, node.subject, 500);
  };
  const [root] = await rows.roots();
  const groups = await open(root);
  const group = groups.find(({ label }) => label === 'Helm releases');
  return { asked, open, watched, rows: await open(group), clock, rowsAgain: () => open(group) };
}

const onlySecrets =
  (...entries: ReleaseEntry[]): List =>
  (store) =>
    ok(store === 'secrets' ? entries : []);

describe('rows of releases', () => {
  it('show state, chart and revision, and read the newest revision alone', async () => {
    const list = onlySecrets(aRelease({ revision: 1, status: 'superseded' }), aRelease({ revision: 2 }));
    const { rows, asked, rowsAgain } = await stage(list, ok(aSummary({ appVersion: '9' })));
    const [row] = rows;
    assert.equal(rows.length, 1);
    assert.equal(row?.label, 'demo');
    assert.match(row?.description ?? '', /^deployed · web 1\.2\.3 · app 9 · revision 2 · team-a · /);
    assert.equal(row?.health, 'ok');
    await rowsAgain();
    assert.deepEqual(asked, ['list secrets *', 'list configmaps *', 'read demo 2'], 'nothing is asked twice');
  });

  it('are asked for again after a while', async () => {
    const { asked, clock, rowsAgain } = await stage(onlySecrets(aRelease()));
    await clock.pass(16_000);
    await rowsAgain();
    assert.deepEqual(asked.slice(3), ['list secrets *', 'list configmaps *']);
  });

  it('say why a release failed', async () => {
    const summary = ok(aSummary({ description: 'Release "demo" failed: no room' }));
    const { rows } = await stage(onlySecrets(aRelease({ status: 'failed' })), summary);
    assert.match(rows[0]?.description ?? '', /^failed: no room · /);
    assert.equal(rows[0]?.health, 'failed');
  });

  it('lock what may not be read, by the right that is missing, and try the namespace of the context', async () => {
    const { rows, asked } = await stage((store, namespace) =>
      store === 'secrets' && namespace === undefined ? fail(forbidden) : ok([]),
    );
    assert.deepEqual(
      rows.map(({ label, description, health }) => [label, description, health]),
      [['No permission', 'You may not list secrets', 'forbidden']],
    );
    assert.ok(asked.includes('list secrets team-a'));
  });

  it('say so when there are none, and when the filter hides them', async () => {
    const empty = await stage(onlySecrets());
    assert.deepEqual(
      empty.rows.map(({ label }) => label),
      ['None'],
    );
    const hidden = await stage(onlySecrets(aRelease()), undefined, { ...NO_FILTER, text: 'other' });
    assert.deepEqual(
      hidden.rows.map(({ label }) => label),
      ['None that the filter lets through'],
    );
    assert.ok(!hidden.asked.includes('read demo 1'));
  });

  it('say that a release cannot be read, where it would stand', async () => {
    const broken = fail({ code: 'invalid', message: 'The release in Secret x cannot be read', nextStep: 'See helm.' });
    const { rows, open } = await stage(onlySecrets(aRelease()), broken);
    assert.match(rows[0]?.description ?? '', /The release in Secret x cannot be read/);
    assert.deepEqual(
      (await open(rows[0])).map(({ label }) => label),
      ['The release in Secret x cannot be read', 'See helm.', 'Try again'],
    );
  });

  it('have the objects of the release below them, as they are in the cluster', async () => {
    const objects = [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gone' },
      { apiVersion: 'v1', kind: 'Service', name: 'web' },
      { apiVersion: 'example.com/v1', kind: 'Odd', name: 'odd' },
    ];
    const { rows, open, watched } = await stage(onlySecrets(aRelease()), ok(aSummary({ objects })));
    await open(rows[0]);
    const web = aWorkload({ resource: DEPLOYMENT, meta: { ...aWorkload().meta, name: 'web', namespace: 'team-a' } });
    watched<'deployments'>('lab deployments *').set({ state: 'ready', value: new Map([['u', web]]) });
    const below = await open(rows[0]);
    assert.deepEqual(
      below.map(({ label }) => label),
      ['web', 'gone', 'web', 'odd'],
    );
    assert.ok(below[0]?.actions?.includes('canScale'), 'a workload has the menu of workloads');
    assert.match(below[1]?.description ?? '', /^not in the cluster/);
    assert.equal(below[1]?.health, 'warning');
    assert.ok(below[2]?.actions?.includes('canShowYaml'));
    assert.equal(below[3]?.subject, undefined, 'nothing can be done with a kind that the server does not know');
  });
});
