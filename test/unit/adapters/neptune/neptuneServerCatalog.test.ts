import assert from 'node:assert/strict';
import { neptuneServerCatalog } from '../../../../src/adapters/neptune/neptuneServerCatalog.ts';

const tokenOf = (url: string) =>
  Buffer.from(JSON.stringify({ api_address: url, api_key: 'secret-key' })).toString('base64');

async function found(environment: Readonly<Record<string, string>>) {
  return await neptuneServerCatalog(() => environment).find(new AbortController().signal);
}

describe('the Neptune server of the environment', () => {
  it('is the one that NEPTUNE_API_TOKEN is for; its key stays where it is', async () => {
    const { trackers, troubles } = await found({ NEPTUNE_API_TOKEN: tokenOf('https://neptune.example.com/') });
    const place = { form: 'server', url: 'https://neptune.example.com' } as const;
    const ref = { id: 'neptune:https://neptune.example.com', kind: 'neptune', label: 'neptune.example.com', place };
    assert.deepEqual(trackers, [{ ...ref, foundBy: 'environment' }]);
    assert.deepEqual(troubles, []);
    assert.doesNotMatch(JSON.stringify(trackers), /secret-key/);
  });

  it('is none without a token, with one that is none, and with one of the hosted service', async () => {
    for (const token of ['', 'nonsense', tokenOf('https://app.neptune.ai')])
      assert.deepEqual((await found({ NEPTUNE_API_TOKEN: token })).trackers, [], token);
    assert.deepEqual((await found({})).trackers, []);
  });
});
