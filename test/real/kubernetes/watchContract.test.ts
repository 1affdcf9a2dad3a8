// What list and watch of an API server promise. The same tests run on the scripted server and on a real one: where they differ, the
// scripted one is wrong.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { after, before, type Context, describe, it } from 'mocha';
import { ClusterWatches } from '../../../src/adapters/kubernetes/clusterWatches.ts';
import { type Fields, fieldsIn, fieldsOf, textIn } from '../../../src/adapters/kubernetes/fields.ts';
import { kubeFailureOf } from '../../../src/adapters/kubernetes/kubeFailure.ts';
import { fakeTarget, podVersions, realTarget, type WatchTarget, watchLinesOf } from '../../support/kubeWatchTarget.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';

const never = new AbortController().signal;
const metaOf = (line: Fields): Fields => fieldsIn(fieldsIn(line, 'object'), 'metadata');
const versionOf = (line: Fields): number => Number(metaOf(line)['resourceVersion']);
const told = (line: Fields): string => `${String(line['type'])} ${textIn(metaOf(line), 'name') ?? ''}`.trim();

const targets: readonly (readonly [string, (suite: Context) => Promise<WatchTarget>])[] = [
  ['the scripted server', fakeTarget],
  ['a real server', realTarget],
];
for (const [name, open] of targets) {
  describe(`list and watch of ${name}`, function () {
    this.timeout(60_000);
    let target: WatchTarget;

    before(async function () {
      target = await open(this);
      for (const pod of ['a', 'b', 'c', 'd', 'e']) await target.put(pod);
    });
    after(async () => target?.close());

    const list = async (query: Readonly<Record<string, string | number>> = {}): Promise<Fields> => {
      const path = `/api/v1/namespaces/${target.namespace}/pods`;
      const answer = await target.transport.json({ method: 'GET', path, query, signal: never });
      assert.ok(answer.ok, JSON.stringify(answer));
      return fieldsOf(answer.value);
    };
    const listVersion = async (): Promise<string> =>
      textIn(fieldsIn(await list(), 'metadata'), 'resourceVersion') ?? '';

    it('pages are of one moment, and the last one has no token', async () => {
      let [before, first] = [podVersions(await list()), await list({ limit: 2 })];
      // The kubelet may change a pod between the two.
      for (
        let after = podVersions(await list());
        !isDeepStrictEqual(before, after);
        after = podVersions(await list())
      ) {
        [before, first] = [after, await list({ limit: 2 })];
      }
      const next = textIn(fieldsIn(first, 'metadata'), 'continue') ?? '';
      await target.put('b');
      const second = await list({ limit: 2, continue: next });
      const last = await list({ limit: 2, continue: textIn(fieldsIn(second, 'metadata'), 'continue') ?? '' });
      assert.equal(textIn(fieldsIn(last, 'metadata'), 'continue'), undefined);
      const pages = [first, second, last];
      assert.deepEqual(
        pages.map((page) => podVersions(page).size),
        [2, 2, 1],
      );
      assert.deepEqual(new Map(pages.flatMap((page) => [...podVersions(page)])), before);
      const versions = pages.map((page) => textIn(fieldsIn(page, 'metadata'), 'resourceVersion'));
      assert.equal(new Set(versions).size, 1);
    });

    it('a watch from the version of a list tells what came later, in order, and nothing else', async () => {
      const from = await listVersion();
      await target.put('c');
      await target.put('f');
      await target.remove('f');
      const lines = await watchLinesOf(target, { resourceVersion: from }, (line) => told(line) === 'DELETED f');
      assert.equal(told(lines[0] ?? {}), 'MODIFIED c');
      assert.equal(told(lines.at(-1) ?? {}), 'DELETED f');
      assert.ok(lines.some((line) => told(line) === 'ADDED f'));
      const versions = lines.map(versionOf);
      assert.deepEqual(
        versions,
        versions.toSorted((one, other) => one - other),
      );
      assert.ok((versions[0] ?? 0) > Number(from));
    });

    it('a list as a stream has its end marked by a bookmark, and goes on', async () => {
      const query = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true };
      let isChanged = false;
      const lines = await watchLinesOf(target, query, (line) => {
        if (line['type'] === 'BOOKMARK' && !isChanged) {
          isChanged = true;
          void target.put('a');
        }
        return told(line) === 'MODIFIED a';
      });
      const at = lines.findIndex((line) => line['type'] === 'BOOKMARK');
      assert.equal(fieldsIn(metaOf(lines[at] ?? {}), 'annotations')['k8s.io/initial-events-end'], 'true');
      assert.deepEqual(lines.slice(0, at).map(told).toSorted(), [
        'ADDED a',
        'ADDED b',
        'ADDED c',
        'ADDED d',
        'ADDED e',
      ]);
      assert.equal(told(lines.at(-1) ?? {}), 'MODIFIED a');
    });

    it('a watch ends by itself after its time, and a bookmark in it is never behind the events before', async () => {
      const from = await listVersion();
      await target.put('d');
      const begun = performance.now();
      const lines = await watchLinesOf(target, { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds: 4 });
      const seconds = (performance.now() - begun) / 1000;
      assert.ok(seconds > 3 && seconds < 7, String(seconds));
      assert.equal(told(lines[0] ?? {}), 'MODIFIED d');
      // Whether one comes depends on what else the server has heard from its store meanwhile.
      assert.ok(lines.slice(1).every((line) => told(line) === 'BOOKMARK'));
      const versions = lines.map(versionOf);
      assert.deepEqual(
        versions,
        versions.toSorted((one, other) => one - other),
      );
      assert.ok((versions[0] ?? 0) > Number(from));
    });

    it('a list of a version that is still to come is refused as too large', async () => {
      const path = `/api/v1/namespaces/${target.namespace}/pods`;
      const resourceVersion = String(Number(await listVersion()) + 1_000_000);
      const query = { limit: 1, resourceVersion, resourceVersionMatch: 'NotOlderThan' };
      const answer = await target.transport.request({ method: 'GET', path, query, signal: never });
      assert.ok(!answer.ok);
      const refusal = kubeFailureOf(answer.failure);
      assert.equal(refusal?.status, 504);
      assert.ok(
        refusal.causes.some(({ reason }) => reason === 'ResourceVersionTooLarge'),
        JSON.stringify(refusal),
      );
    });

    it('a list as a stream from such a version is refused in the stream, and a plain watch is accepted and silent', async () => {
      const resourceVersion = String(Number(await listVersion()) + 1_000_000);
      const initial = {
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: true,
        resourceVersion,
      };
      const [error] = await watchLinesOf(target, initial, () => true);
      assert.equal(fieldsIn(error ?? {}, 'object')['code'], 504);
      const watching = watchLinesOf(target, { resourceVersion, timeoutSeconds: 3 });
      await target.put('e');
      assert.deepEqual(await watching, []);
    });

    it('a version that is forgotten is refused with 410, as the answer or as an event', async () => {
      const path = `/api/v1/namespaces/${target.namespace}/pods`;
      const query = { watch: true, resourceVersion: '1' };
      const answer = await target.transport.request({ method: 'GET', path, query, signal: never });
      if (!answer.ok) return assert.equal(kubeFailureOf(answer.failure)?.status, 410);
      const [line] = await watchLinesOf(target, { resourceVersion: '1' }, () => true);
      assert.equal(fieldsIn(line ?? {}, 'object')['code'], 410);
    });

    it('our watch shows what the server has while pods come, change and go', async () => {
      const watches = new ClusterWatches(target.transport);
      const pods = watches.watch('pods', target.namespace);
      for (let round = 0; round < 3; round++) {
        await Promise.all(['g', 'h', 'i'].map((pod) => target.put(`${pod}${round}`)));
        await Promise.all([target.put('a'), target.remove(`g${round}`)]);
      }
      await target.remove('h0');
      const truth = await target.truth();
      const shown = (): ReadonlyMap<string, string> => {
        const { current } = pods;
        return current.state === 'ready'
          ? new Map([...current.value].map(([uid, { meta }]) => [uid, meta.resourceVersion]))
          : new Map();
      };
      await watchedUntil(
        pods,
        () => shown().size === truth.size && [...truth].every(([uid, version]) => shown().get(uid) === version),
        5_000,
      );
      watches.dispose();
    });
  });
}
