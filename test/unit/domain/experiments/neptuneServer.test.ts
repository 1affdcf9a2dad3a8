import assert from 'node:assert/strict';
import {
  isHostedNeptune,
  listedNeptune,
  neptuneOfListed,
  neptunePage,
  projectOfAddress,
  readNeptuneToken,
} from '../../../../src/domain/experiments/neptuneServer.ts';
import { listedTrackers } from '../../../../src/domain/experiments/listedTrackers.ts';

const tokenOf = (fields: unknown) => Buffer.from(JSON.stringify(fields)).toString('base64');

describe('an API token of Neptune', () => {
  it('names its server, by api_url before api_address', () => {
    const both = readNeptuneToken(
      ` ${tokenOf({ api_address: 'https://a.example', api_url: 'https://b.example/', api_key: 'k' })}\n`,
    );
    assert.equal(both.ok && both.value.url, 'https://b.example');
    const old = readNeptuneToken(tokenOf({ api_address: 'https://a.example', api_key: 'k' }));
    assert.equal(old.ok && old.value.url, 'https://a.example');
  });

  it('is none when it is no base64, no JSON, no object or has no address, and nothing of it is repeated', () => {
    const others = ['', 'not base64 at all', tokenOf('x'), tokenOf([1]), tokenOf({ api_key: 'secret-key' })];
    for (const text of [
      ...others,
      tokenOf({ api_url: 'file:///etc' }),
      tokenOf({ api_url: 'https://me:pw@a.example' }),
    ]) {
      const read = readNeptuneToken(text);
      assert.ok(!read.ok, text);
      assert.equal(read.failure.code, 'invalid');
      assert.ok(text === '' || !JSON.stringify(read.failure).includes(text));
      assert.doesNotMatch(JSON.stringify(read.failure), /secret-key/);
    }
  });
});

describe('the address of a Neptune server', () => {
  it('stands in the list of trackers marked as such, and is told from that of MLflow', () => {
    const listed = listedNeptune(' https://neptune.example.com/ ');
    assert.equal(neptuneOfListed(listed)?.id, 'neptune:https://neptune.example.com');
    const kinds = listedTrackers([listed, 'https://neptune.example.com']).map(({ kind, label }) => `${kind} ${label}`);
    assert.deepEqual(kinds, ['neptune neptune.example.com', 'mlflow neptune.example.com']);
    assert.equal(neptuneOfListed('neptune+file:///etc'), undefined);
  });

  it('of the hosted service is known, and names that only look like it are not', () => {
    for (const url of ['https://app.neptune.ai', 'https://scale.neptune.ai/team/p', 'https://neptune.ai/'])
      assert.ok(isHostedNeptune(url), url);
    for (const url of ['https://neptune.ai.example.com', 'https://myneptune.ai', 'neptune.ai', ''])
      assert.ok(!isHostedNeptune(url), url);
  });

  it('may be that of a project, in the ways in which pages have it', () => {
    const cases = { '': undefined, '/': undefined, '/team': undefined, '/team/my%20p': 'team/my p' };
    for (const [path, project] of Object.entries({ ...cases, '/o/team/org/p/runs/table': 'team/p' }))
      assert.equal(projectOfAddress(`https://n.example${path}`), project, path);
  });

  it('may have the server below a path, which is no project', () => {
    assert.equal(projectOfAddress('https://n.example/a/b', '/a/b'), undefined);
    assert.equal(projectOfAddress('https://n.example/a/b/team/p', '/a/b'), 'team/p');
  });

  it('leads to the pages of projects and runs', () => {
    const base = 'https://n.example';
    assert.equal(neptunePage(base, {}), base);
    assert.equal(neptunePage(base, { experimentId: 'team/a b' }), `${base}/team/a%20b`);
    const run = { experimentId: 'team/p', runId: 'team/p/run ü&1' };
    assert.equal(neptunePage(base, run), `${base}/team/p/-/run/?customId=run%20%C3%BC%261`);
  });
});
