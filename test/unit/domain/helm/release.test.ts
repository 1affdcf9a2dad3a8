import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { allValues } from '../../../../src/domain/helm/allValues.ts';
import { describeRelease } from '../../../../src/domain/helm/describeRelease.ts';
import { historyOf, newestReleases } from '../../../../src/domain/helm/release.ts';
import { releaseHealth } from '../../../../src/domain/helm/releaseHealth.ts';
import { shownManifest, shownManifests } from '../../../../src/domain/helm/shownManifest.ts';
import { manifestText } from '../../../../src/adapters/yaml/manifestText.ts';
import { aRelease, aSummary } from '../../../support/helmReleases.ts';

const now = new Date('2026-01-01T11:00:00Z');

describe('revisions of releases', () => {
  const revisions = [2, 10, 9].map((revision) => aRelease({ revision }));
  const other = aRelease({ namespace: 'team-b', revision: 4 });

  it('are told apart by namespace and store, and counted as numbers', () => {
    const newest = newestReleases([...revisions, other]);
    assert.deepEqual(
      newest.map(({ namespace, revision }) => [namespace, revision]),
      [
        ['team-a', 10],
        ['team-b', 4],
      ],
    );
    assert.deepEqual(
      historyOf([...revisions, other], aRelease()).map(({ revision }) => revision),
      [10, 9, 2],
    );
  });
});

describe('how a release is', () => {
  it('is said in words', () => {
    const states = ['deployed', 'failed', 'pending-upgrade', 'uninstalled', 'brewing', ''];
    assert.deepEqual(
      states.map((status) => Object.values(releaseHealth(aRelease({ status }), now))),
      [
        ['ok', 'deployed'],
        ['failed', 'failed'],
        ['queued', 'upgrading'],
        ['cancelled', 'uninstalled, history kept'],
        ['unknown', 'brewing'],
        ['unknown', 'not known'],
      ],
    );
  });

  it('is a warning when helm was stopped in the middle', () => {
    const createdAt = new Date('2026-01-01T10:30:00Z');
    const state = releaseHealth(aRelease({ status: 'pending-install', createdAt }), now);
    assert.equal(state.health, 'warning');
    assert.match(state.text, /stopped in the middle/);
  });
});

describe('values of a release', () => {
  it('are those of the user over those of the chart', () => {
    const own = { image: 'a', resources: { limits: { cpu: 1, memory: 2 } }, list: [1, 2] };
    const given = { resources: { limits: { cpu: null, gpu: 1 } }, list: [3], more: null };
    assert.deepEqual(allValues(own, given), {
      image: 'a',
      resources: { limits: { memory: 2, gpu: 1 } },
      list: [3],
      more: null,
    });
    assert.deepEqual(allValues(undefined, null), {});
  });

  it('keep names that objects have by themselves', () => {
    const values = allValues(JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"b": 2}}'));
    assert.deepEqual(JSON.stringify(values), '{"__proto__":{"a":1,"b":2}}');
  });
});

describe('a release in words', () => {
  const text = manifestText();
  const manifest = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  password: hunter2\n';

  it('says state, chart, objects and notes', () => {
    const objects = [{ apiVersion: 'v1', kind: 'Service', name: 'web' }];
    const release = {
      ...aSummary({ appVersion: '9', objects }),
      status: 'deployed',
      notes: 'Open it.\n',
      isServerSide: false,
      manifest,
      values: {},
      chartValues: {},
    };
    const words = describeRelease(release, aRelease({ revision: 3 }), now);
    assert.match(words, /^Release demo in team-a\n/);
    assert.match(words, /State +deployed\n/);
    assert.match(words, /Chart +web 1\.2\.3\n/);
    assert.match(words, /Revision +3\n/);
    assert.match(words, / {2}Service web\n/);
    assert.match(words, /Open it\.\n$/);
  });

  it('says that a secret differs, and not how', async () => {
    const shown = await shownManifests([manifest, manifest.replace('hunter2', 'hunter3')], 'demo', text);
    assert.ok(shown.ok);
    const [before, after] = shown.value;
    assert.match(before, /password: •+\n/);
    assert.match(after, /password: •+ \(changed\)\n/);
    assert.doesNotMatch(before + after, /hunter/);
    const same = await shownManifests([manifest, manifest], 'demo', text);
    assert.ok(same.ok && same.value[0] === same.value[1]);
  });

  it('shows no secret of its manifest, and no manifest that it cannot read', async () => {
    const shown = await shownManifest(manifest, 'demo', text);
    assert.ok(shown.ok);
    assert.match(shown.value, /name: login/);
    assert.doesNotMatch(shown.value, /hunter2/);
    for (const broken of [`${manifest}x: [`, '[{'.repeat(2000)]) {
      const refused = await shownManifest(broken, 'demo', text);
      assert.ok(!refused.ok);
      assert.match(refused.failure.nextStep ?? '', /helm get manifest demo/);
      assert.doesNotMatch(JSON.stringify(refused), /hunter2/);
    }
  });
});
