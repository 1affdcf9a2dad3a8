import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { gzipSync } from 'node:zlib';
import { releaseEntryOf, releaseOf } from '../../../../src/adapters/kubernetes/helmRecord.ts';
import type { ReleaseRef } from '../../../../src/domain/helm/release.ts';

const ref: ReleaseRef = {
  store: 'secrets',
  namespace: 'team-a',
  name: 'demo',
  revision: 3,
  objectName: 'sh.helm.release.v1.demo.v3',
  uid: 'u3',
};
const labels = { name: 'demo', owner: 'helm', status: 'deployed', version: '3', modifiedAt: '1767261600' };
const metadata = { namespace: 'team-a', name: ref.objectName, uid: 'u3', creationTimestamp: '2026-01-01T10:00:00Z' };
const record = {
  name: 'demo',
  info: { status: 'deployed', description: 'Upgrade complete', last_deployed: '2026-01-01T10:00:00Z', notes: 'Hello' },
  chart: { metadata: { name: 'web', version: '1.2.3', appVersion: '9' }, values: { a: 1 } },
  config: { b: 2 },
  manifest: '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n---\napiVersion: v1\nkind: [\n',
};

/** As helm puts it into a Secret. */
const secretWith = (bytes: Buffer) => ({
  data: { release: Buffer.from(bytes.toString('base64')).toString('base64') },
});
const packed = (value: unknown) => secretWith(gzipSync(JSON.stringify(value)));

async function failureOf(object: unknown): Promise<string> {
  const release = await releaseOf(object, ref);
  assert.ok(!release.ok);
  assert.equal(release.failure.code, 'invalid');
  return release.failure.message;
}

describe('releases of helm in objects', () => {
  it('are named by their labels', () => {
    assert.deepEqual(releaseEntryOf({ metadata: { ...metadata, labels } }, 'secrets'), {
      ...ref,
      status: 'deployed',
      createdAt: new Date('2026-01-01T10:00:00Z'),
      changedAt: new Date('2026-01-01T10:00:00Z'),
    });
  });

  it('are none without what helm always writes', () => {
    for (const wrong of [{ version: 'x' }, { version: '0' }, { name: '' }]) {
      assert.equal(
        releaseEntryOf({ metadata: { ...metadata, labels: { ...labels, ...wrong } } }, 'secrets'),
        undefined,
      );
    }
    assert.equal(releaseEntryOf({ metadata: { ...metadata, name: 'mine', labels } }, 'secrets'), undefined);
    assert.equal(releaseEntryOf({}, 'secrets'), undefined);
  });

  it('are read from a Secret, a ConfigMap, and without compression', async () => {
    const fromSecret = await releaseOf(packed(record), ref);
    assert.ok(fromSecret.ok);
    const { chart, chartVersion, appVersion, values, chartValues, notes, objects } = fromSecret.value;
    assert.deepEqual([chart, chartVersion, appVersion, notes], ['web', '1.2.3', '9', 'Hello']);
    assert.deepEqual([values, chartValues], [{ b: 2 }, { a: 1 }]);
    assert.deepEqual(objects, [{ apiVersion: 'v1', kind: 'Service', name: 'web' }], 'what cannot be read has no name');
    const text = gzipSync(JSON.stringify(record)).toString('base64');
    assert.deepEqual(await releaseOf({ data: { release: text } }, { ...ref, store: 'configmaps' }), fromSecret);
    assert.deepEqual(await releaseOf(secretWith(Buffer.from(JSON.stringify(record))), ref), fromSecret);
  });

  it('that are a bomb are given up, and take no memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    assert.match(
      await failureOf(secretWith(bomb)),
      /sh\.helm\.release\.v1\.demo\.v3 cannot be read: it becomes larger/,
    );
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    assert.ok(grown < 100, `grew by ${grown} MB`);
  });

  it('that are broken say how, and nothing of what is inside', async () => {
    assert.match(await failureOf({ data: {} }), /holds no release/);
    assert.match(await failureOf({}), /holds no release/);
    assert.match(await failureOf(secretWith(gzipSync('{"name":"x"}').subarray(0, 12))), /no whole gzip/);
    assert.doesNotMatch(await failureOf(secretWith(gzipSync('password: hunter2'))), /hunter2/);
    assert.match(await failureOf(packed({ name: 'demo' })), /names no chart/);
    assert.match(await failureOf(secretWith(gzipSync('['.repeat(100_000)))), /nested too deeply/);
  });
});
