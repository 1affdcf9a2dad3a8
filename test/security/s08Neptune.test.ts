// S8: a Neptune server that means harm gets no token that is not its own, leads nowhere else, and repeats nothing secret.
import assert from 'node:assert/strict';
import type * as openModule from '../../src/adapters/neptune/openNeptuneServer.ts';
import type { ExperimentTracker } from '../../src/domain/experiments/ports.ts';
import type { Result } from '../../src/domain/base/failure.ts';
import { loginKey, loginText } from '../../src/domain/experiments/trackerLogin.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';
import { answerText, type HttpFault, type HttpFaults, withTwoServers } from '../support/httpFaults.ts';
import { MapSecrets } from '../support/mlflowServer.ts';
import { describeRule, loadFrom } from './mutants.ts';

const { signal } = new AbortController();
const CANARY = 'canary-of-neptune';
const ACCESS = 'canary-of-access';

const tokenFor = (url: string) =>
  Buffer.from(JSON.stringify({ api_address: url, api_url: url, api_key: CANARY })).toString('base64');

interface Opening {
  readonly url: string;
  readonly typed?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function opened(src: string, { url, typed, environment = {} }: Opening): Promise<Result<ExperimentTracker>> {
  const { openNeptuneServer } = await loadFrom<typeof openModule>(src, 'adapters/neptune/openNeptuneServer.ts');
  const ref: TrackerRef = {
    id: `neptune:${url}`,
    kind: 'neptune',
    label: url,
    place: { form: 'server', url },
    foundBy: 'user',
  };
  const secrets = new MapSecrets();
  if (typed !== undefined) await secrets.set(loginKey(url), loginText({ kind: 'bearer', token: typed }));
  return await openNeptuneServer(ref, { secrets, environment: () => environment }, signal);
}

/** Lets everybody in; what else is asked is for the fault. */
const lettingIn =
  (fault: HttpFault = () => false): HttpFault =>
  (received, response) =>
    received.url.includes('/oauth-token')
      ? answerText(response, JSON.stringify({ accessToken: ACCESS, refreshToken: CANARY }))
      : fault(received, response);

const holdsToken = ({ received }: HttpFaults) =>
  received.some(({ headers }) => 'x-neptune-api-token' in headers || 'authorization' in headers);

describe('S8: a Neptune server that means harm', function () {
  this.timeout(60_000);

  describeRule(
    'an API token goes to no server but the one that the user has named and the token is for',
    async (src) => {
      await withTwoServers(async (server, other) => {
        server.fault = lettingIn();
        other.fault = lettingIn();
        const strange = await opened(src, { url: 'http://neptune.invalid', typed: tokenFor(other.url) });
        assert.equal(strange.ok ? '' : strange.failure.code, 'unauthorized');
        const environment = { NEPTUNE_API_TOKEN: tokenFor(other.url) };
        const found = await opened(src, { url: server.url, environment });
        assert.equal(found.ok ? '' : found.failure.code, 'unauthorized');
        assert.deepEqual([server.received, other.received], [[], []]);
      });
    },
    [
      {
        what: 'a token sent to whatever it names',
        file: 'adapters/neptune/addressForToken.ts',
        from: "if (isSameSite(hostOf(named), hostOf(meant)) && meant.protocol === 'https:')",
        to: "if (named.host !== '')",
      },
      {
        what: "the environment's token sent to every server",
        file: 'adapters/neptune/openNeptuneServer.ts',
        from: 'if (found.ok && new URL(found.value.url).origin === new URL(url).origin) return found;',
        to: 'if (found.ok) return found;',
      },
    ],
  );

  describeRule(
    'no answer leads a token to another server: redirects, issuers, addresses of APIs and of files',
    async (src) => {
      await withTwoServers(async (server, other) => {
        server.fault = (_, response) => answerText(response, '', { status: 302, location: `${other.url}/steal` });
        const redirected = await opened(src, { url: server.url, typed: tokenFor(server.url) });
        assert.equal(redirected.ok ? '' : redirected.failure.code, 'rejected');
        assert.equal(server.received.length, 1);

        // Expired at once, so that what a client does to have another is seen.
        const claims = { exp: 1, iss: other.url, azp: 'x' };
        const accessToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
        server.fault = ({ url }, response) =>
          answerText(
            response,
            url.includes('/oauth-token')
              ? JSON.stringify({ accessToken, refreshToken: CANARY })
              : JSON.stringify({ apiUrl: other.url, applicationUrl: other.url, entries: [] }),
          );
        const tracker = await opened(src, { url: server.url, typed: tokenFor(server.url) });
        assert.ok(tracker.ok, JSON.stringify(tracker));
        await tracker.value.experiments(signal);
        await tracker.value.experiments(signal);
        assert.ok(server.received.filter(({ url }) => url.includes('/oauth-token')).length > 2);
        assert.deepEqual(other.received, []);

        server.fault = lettingIn(({ url }, response) => fileAt(`${other.url}/bucket/f?signature=x`, url, response));
        other.fault = (_, response) => answerText(response, 'content');
        const file = await tracker.value.readArtifact('team/p/run', 'f', signal);
        assert.ok(file.ok, JSON.stringify(file));
        assert.deepEqual(
          other.received.map(({ url }) => url),
          ['/bucket/f?signature=x'],
        );
        assert.ok(!holdsToken(other));
        tracker.value.dispose();
      });
    },
    [
      {
        what: 'redirects followed wherever they lead',
        file: 'adapters/http/restClient.ts',
        from: "if (next.origin !== this.#origin || request.method !== 'GET')",
        to: "if (request.method !== 'GET')",
      },
      {
        what: 'the login sent to buckets',
        file: 'adapters/neptune/serverFiles.ts',
        from: 'headers: new Map<string, string>()',
        to: "headers: new Map([['Authorization', 'Bearer x']])",
      },
    ],
  );

  describeRule(
    'no token stands in what is told of a failure, even when the server repeats it',
    async (src) => {
      await withTwoServers(async (server) => {
        const typed = tokenFor(server.url);
        const failures: unknown[] = [];
        const openings: readonly HttpFault[] = [
          ({ headers }, response) => answerText(response, JSON.stringify(headers), { status: 403 }),
          ({ headers }, response) =>
            answerText(response, `{"message":"no ${String(headers['x-neptune-api-token'])}"}`, { status: 400 }),
          (_, response) => answerText(response, `{"accessToken":"${ACCESS}`),
        ];
        for (const fault of openings) {
          server.fault = fault;
          failures.push(await opened(src, { url: server.url, typed }));
        }
        server.fault = lettingIn(({ headers }, response) =>
          answerText(response, `{"message":"no ${String(headers.authorization)}"}`, { status: 400 }),
        );
        const tracker = await opened(src, { url: server.url, typed });
        assert.ok(tracker.ok);
        failures.push(await tracker.value.experiments(signal));
        for (const failure of failures) {
          const text = JSON.stringify(failure);
          assert.match(text, /"ok":false/);
          for (const secret of [typed, CANARY, ACCESS]) assert.ok(!text.includes(secret), text);
        }
        tracker.value.dispose();
      });
    },
    [
      {
        what: "the server's words passed on as they are",
        file: 'adapters/neptune/openNeptuneServer.ts',
        from: 'text: login.withoutTokens(answer.text)',
        to: 'text: answer.text',
      },
      {
        what: 'the first words of what is no JSON passed on',
        file: 'adapters/neptune/serverLogin.ts',
        from: 'return { code, message, ...definedOf({ nextStep }) };',
        to: "return { code, message, ...definedOf({ nextStep }), detail: 'canary-of-access' };",
      },
    ],
  );

  describeRule(
    'a file is not fetched from inside this machine’s cloud',
    async (src) => {
      await withTwoServers(async (server) => {
        server.fault = lettingIn(({ url }, response) => fileAt('http://169.254.169.254/latest/x?k=v', url, response));
        // What would be asked ends at a proxy that is none.
        const environment = { HTTP_PROXY: 'nonsense://' };
        const tracker = await opened(src, { url: server.url, typed: tokenFor(server.url), environment });
        assert.ok(tracker.ok, JSON.stringify(tracker));
        const file = await tracker.value.readArtifact('team/p/run', 'f', signal);
        assert.equal(file.ok ? '' : file.failure.code, 'rejected');
        tracker.value.dispose();
      });
    },
    [
      {
        what: 'every address of a file asked',
        file: 'adapters/neptune/serverFiles.ts',
        from: 'const isInside = isLinkLocal(address.host) ||',
        to: 'const isInside =',
      },
    ],
  );
});

/** A server with one run that has one file, which lies at an address. */
function fileAt(address: string, url: string, response: Parameters<HttpFault>[1]): boolean {
  if (url.includes('/signedUrl')) return answerText(response, JSON.stringify({ files: [{ url: address }] }));
  const field = (number: number, content: Buffer | string) => {
    const bytes = Buffer.from(content);
    return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
  };
  const text = (name: string, value: string) =>
    Buffer.concat([field(1, name), field(2, 'string'), field(5, field(3, value))]);
  if (url.includes('/entries/search'))
    return answerText(
      response,
      field(3, Buffer.concat([field(7, text('sys/id', 'P-1')), field(7, text('sys/custom_run_id', 'run'))])),
    );
  const file = Buffer.concat([field(1, 'f'), field(2, 'fileRef'), field(10, field(3, 'place'))]);
  return answerText(response, field(1, Buffer.concat([field(1, 'P-1'), field(2, 'P-1'), field(3, file)])));
}
