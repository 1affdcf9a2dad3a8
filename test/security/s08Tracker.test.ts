// S8: a tracker that means harm learns nothing, leads nowhere else, and breaks nothing.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type * as openModule from '../../src/adapters/mlflow/openServer.ts';
import type { ServerTracker } from '../../src/adapters/mlflow/serverTracker.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';
import { answerText, type HttpFault, type HttpFaults, withTwoServers } from '../support/httpFaults.ts';
import { MapSecrets, serverRef } from '../support/mlflowServer.ts';
import { describeRule, loadFrom } from './mutants.ts';

const { signal } = new AbortController();
const CANARY = 'canary-of-a-tracker';

/** Opens with a login, against a server that is healthy until the test makes it something else. */
async function opened(src: string, server: HttpFaults): Promise<ServerTracker> {
  server.fault = ({ url }, response) =>
    url === '/version' ? answerText(response, '3.18.0') : answerText(response, '{}');
  const { openServer } = await loadFrom<typeof openModule>(src, 'adapters/mlflow/openServer.ts');
  const parts = {
    environment: () => ({ MLFLOW_TRACKING_TOKEN: CANARY }),
    home: '/nonexistent',
    secrets: new MapSecrets(),
  };
  const answer = await openServer(serverRef(server.url), parts, signal);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

describe('S8: a tracker that means harm', function () {
  this.timeout(60_000);

  describeRule(
    'a redirect to another origin is not followed, and the login goes nowhere with it',
    async (src) => {
      await withTwoServers(async (server, other) => {
        const tracker = await opened(src, server);
        const places = [`${other.url}/steal`, '//169.254.169.254/latest/meta-data', 'file:///etc/passwd'];
        for (const location of places) {
          server.fault = (_, response) => answerText(response, '', { status: 302, location });
          const before = server.received.length;
          const answer = await tracker.run('a', signal);
          assert.equal(answer.ok ? '' : answer.failure.code, 'rejected', location);
          assert.equal(server.received.length, before + 1, location);
        }
        assert.deepEqual(other.received, []);
        tracker.dispose();
      });
    },
    [
      {
        what: 'redirects followed wherever they lead',
        file: 'adapters/http/restClient.ts',
        from: "if (next.origin !== this.#origin || request.method !== 'GET')",
        to: "if (request.method !== 'GET')",
      },
    ],
  );

  describeRule(
    'answers have a limit in size and depth',
    async (src) => {
      await withTwoServers(async (server) => {
        const tracker = await opened(src, server);
        const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
        const faults: readonly (readonly [HttpFault, RegExp])[] = [
          [(_, response) => answerText(response, '['.repeat(100_000) + ']'.repeat(100_000)), /too deep/],
          [(_, response) => answerText(response, bomb, { 'content-encoding': 'gzip' }), /larger than 32 MB/],
        ];
        for (const [fault, message] of faults) {
          server.fault = fault;
          const answer = await tracker.experiments(signal);
          assert.match(answer.ok ? '' : answer.failure.message, message);
        }
        tracker.dispose();
      });
    },
    [
      {
        what: 'no limit in depth',
        file: 'adapters/http/boundedJson.ts',
        from: "if (isDeep(text)) return { kind: 'deep' };",
        to: '',
      },
      {
        what: 'no limit in size',
        file: 'adapters/http/restClient.ts',
        from: 'readBytes(this.#chunks(response), this.#limits.bodyBytes)',
        to: 'readBytes(this.#chunks(response), Number.POSITIVE_INFINITY)',
      },
    ],
  );

  describeRule(
    'an address that a file names and that only the cloud of this machine answers at is not asked',
    async (src) => {
      const { openServer } = await loadFrom<typeof openModule>(src, 'adapters/mlflow/openServer.ts');
      for (const host of ['169.254.169.254', '[fd00:ec2::254]', '2852039166', 'metadata.google.internal']) {
        const parts = {
          environment: () => ({ HTTP_PROXY: 'nonsense://' }),
          home: '/nonexistent',
          secrets: new MapSecrets(),
        };
        const answer = await openServer(serverRef(`http://${host}/`, 'workspace'), parts, signal);
        assert.equal(answer.ok ? '' : answer.failure.code, 'rejected', host);
      }
    },
    [
      {
        what: 'every address asked',
        file: 'adapters/mlflow/openServer.ts',
        from: "if (isLinkLocal(address.host) && ref.foundBy !== 'user' && ref.foundBy !== 'environment') {",
        to: 'if (isLinkLocal(address.host) && address.port === 0) {',
      },
    ],
  );

  describeRule(
    "the environment's login goes to the environment's server, and not to one that a file names",
    async (src) => {
      await withTwoServers(async (server) => {
        server.fault = (_, response) => answerText(response, '{}');
        const { openServer } = await loadFrom<typeof openModule>(src, 'adapters/mlflow/openServer.ts');
        const cases: readonly (readonly [TrackerRef['foundBy'], string])[] = [
          ['workspace', ''],
          ['git', ''],
          ['user', 'https://mlflow.example'],
        ];
        for (const [foundBy, named] of cases) {
          const environment = () => ({ MLFLOW_TRACKING_TOKEN: CANARY, MLFLOW_TRACKING_URI: named });
          const parts = { environment, home: '/nonexistent', secrets: new MapSecrets() };
          const answer = await openServer(serverRef(server.url, foundBy), parts, signal);
          if (answer.ok) answer.value.dispose();
        }
        assert.ok(server.received.length >= 3);
        for (const { headers } of server.received) assert.ok(!JSON.stringify(headers).includes(CANARY));
      });
    },
    [
      {
        what: 'the login sent to every server',
        file: 'adapters/mlflow/serverAccess.ts',
        from: 'const isMeant = isMeantFor(ref, url, sources.environment());',
        to: 'const isMeant = isMeantFor(ref, url, sources.environment()) || true;',
      },
    ],
  );

  describeRule(
    "names of a tracker's are data, and artifacts come by way of the tracker alone",
    async (src) => {
      await withTwoServers(async (server, other) => {
        const tracker = await opened(src, server);
        const run = { run_id: 'a', artifact_uri: `${other.url}/bucket/../x` };
        const tags = '[{"key":"__proto__","value":"polluted"},{"key":"constructor","value":"x"}]';
        server.fault = ({ url }, response) => {
          if (url.startsWith('/get-artifact')) return answerText(response, '<!doctype html>', { status: 404 });
          if (!url.includes('artifacts/list'))
            return answerText(
              response,
              `{"run":{"info":${JSON.stringify(run)},"data":{"tags":${tags},"params":${tags}}}}`,
            );
          return answerText(response, '{"files":[{"path":"../../x"},{"path":"/etc/passwd"},{"path":"C:\\\\x"}]}');
        };
        const told = await tracker.run('a', signal);
        assert.equal(told.ok && told.value.run.tags.get('__proto__'), 'polluted');
        assert.equal(Reflect.get({}, 'polluted'), undefined);
        const content = await tracker.readArtifact('a', '../../x', signal);
        assert.equal(content.ok ? '' : content.failure.code, 'unsupported');
        assert.deepEqual(other.received, []);
        const inside = { ...run, artifact_uri: 'mlflow-artifacts:/1/a/artifacts' };
        server.fault = ({ url }, response) =>
          url.startsWith('/get-artifact')
            ? answerText(response, '<!doctype html>', { status: 404 })
            : answerText(response, `{"run":{"info":${JSON.stringify(inside)}}}`);
        const outside = await tracker.readArtifact('a', 'x/../../../../secrets', signal);
        assert.equal(outside.ok ? '' : outside.failure.code, 'unsupported');
        assert.ok(!server.received.some(({ url }) => url.includes('secrets') && url.includes('mlflow-artifacts')));
        tracker.dispose();
      });
    },
    [
      {
        what: 'dots in the names of files passed on',
        file: 'adapters/mlflow/serverArtifacts.ts',
        from: "part === '.' || part === '..'",
        to: "part === '.'",
      },
    ],
  );
});
