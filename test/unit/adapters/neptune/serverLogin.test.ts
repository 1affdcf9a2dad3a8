import assert from 'node:assert/strict';
import { ServerLogin } from '../../../../src/adapters/neptune/serverLogin.ts';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';

const { signal } = new AbortController();
const MINUTE = 60_000;

/** A JWT that ends at a time; nobody checks its signature. */
const accessToken = (endsAt: number, name: string) =>
  `e30.${Buffer.from(JSON.stringify({ exp: endsAt / 1000, jti: name })).toString('base64url')}.x`;

describe('the access token of a Neptune server', () => {
  let now: number;
  let asked: string[];
  let answer: (apiToken: string) => Promise<Result<string>>;
  let login: ServerLogin;
  beforeEach(() => {
    now = Date.UTC(2030, 0, 1);
    asked = [];
    answer = async (apiToken) => Promise.resolve(ok(accessToken(now + 5 * MINUTE, `${apiToken}${asked.length}`)));
    login = new ServerLogin(
      async (apiToken) => {
        asked.push(apiToken);
        return await answer(apiToken);
      },
      () => now,
    );
  });

  it('is asked for once by all who need it at a time', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, async () => await login.token('a', signal)));
    assert.deepEqual(asked, ['a']);
    assert.equal(new Set(tokens.map((each) => each.ok && each.value)).size, 1);
  });

  it('is used until half a minute before its end, then asked for anew', async () => {
    await login.token('a', signal);
    now += 4.4 * MINUTE;
    await login.token('a', signal);
    assert.equal(asked.length, 1);
    now += 0.2 * MINUTE;
    await login.token('a', signal);
    assert.equal(asked.length, 2);
  });

  it('is another for another API token, and after the server took it no more', async () => {
    await login.token('a', signal);
    await login.token('b', signal);
    login.forget();
    await login.token('b', signal);
    assert.deepEqual(asked, ['a', 'b', 'b']);
  });

  it('is asked for again after a failure, which is told to all', async () => {
    answer = async () => Promise.resolve(fail({ code: 'unreachable', message: 'down' }));
    const both = await Promise.all([login.token('a', signal), login.token('a', signal)]);
    assert.deepEqual([both.map(({ ok: isGood }) => isGood), asked.length], [[false, false], 1]);
    await login.token('a', signal);
    assert.equal(asked.length, 2);
  });

  it('goes on for the others when one does not want to wait any more', async () => {
    const stop = new AbortController();
    const first = login.token('a', stop.signal);
    const second = login.token('a', signal);
    stop.abort();
    assert.equal((await first).ok, false);
    assert.equal((await second).ok, true);
    assert.equal(asked.length, 1);
  });

  it('is taken out of what a server says', async () => {
    const access = await login.token('secret', signal);
    assert.ok(access.ok);
    assert.equal(login.withoutTokens(`no: secret, ${access.value}`), 'no: …, …');
  });
});
