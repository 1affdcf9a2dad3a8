// B1–B4: credential plugins that are missing, hang, print nonsense or expire never hold anything up and never run in a storm.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MayRun, PLUGIN_MS, type PluginCommand } from '../../../src/adapters/kubernetes/credentialPlugin.ts';
import type { CredentialPlugin } from '../../../src/adapters/kubernetes/kubeconfig.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import { PluginPool } from '../../../src/adapters/kubernetes/pluginCredentials.ts';
import { answerJson, kubeContext, KubeServer, statusObject } from '../../support/kubeServer.ts';

const signal = new AbortController().signal;
const API = 'client.authentication.k8s.io/v1';

describe('credential plugins', function () {
  this.timeout(30_000);
  let folder: string;
  let server: KubeServer;
  let now = Date.parse('2026-01-01T00:00:00Z');
  let asked: PluginCommand[] = [];
  /** Tokens that the server accepts. */
  let valid = new Set<string>();
  const open: KubeTransport[] = [];
  const clock = { now: () => now, sleep: () => Promise.resolve() };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-plugin-'));
    asked = [];
    valid = new Set(['t1']);
    server = await KubeServer.start((received, response) => {
      const token = (received.headers.authorization ?? '').replace('Bearer ', '');
      if (valid.has(token)) answerJson(response, { token });
      else answerJson(response, statusObject(401, 'Unauthorized', 'Unauthorized'), 401);
    });
  });
  afterEach(async () => {
    for (const one of open.splice(0)) one.dispose();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const poolOf = (timeoutMs = PLUGIN_MS, mayRun: MayRun = () => Promise.resolve(true)): PluginPool =>
    new PluginPool({
      mayRun: (command) => {
        asked.push(command);
        return mayRun(command);
      },
      clock,
      environment: () => ({ PATH: process.env['PATH'], INHERITED: 'yes' }),
      timeoutMs,
    });
  const runs = (): number => (existsSync(join(folder, 'runs')) ? readFileSync(join(folder, 'runs'), 'utf8').length : 0);
  /** A plugin that counts its runs and then does what the script says. */
  const script = (text: string, more: Partial<CredentialPlugin> = {}): CredentialPlugin => {
    const command = join(folder, 'plugin');
    writeFileSync(command, `#!/bin/sh\nprintf x >> '${folder}/runs'\n${text}\n`);
    chmodSync(command, 0o755);
    return { command, args: [], env: [], apiVersion: API, wantsCluster: false, ...more };
  };
  const printing = (status: object, apiVersion = API): string =>
    `cat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', apiVersion, status })}\nEND`;
  const transportWith = (plugin: CredentialPlugin, pool = poolOf()): KubeTransport => {
    const made = openTransport(kubeContext({ server: server.url('127.0.0.1') }, { plugin }), { plugins: pool, clock });
    assert.ok(made.ok);
    open.push(made.value);
    return made.value;
  };
  const get = (transport: KubeTransport) => transport.json({ method: 'GET', path: '/', signal });
  const failureOf = async (plugin: CredentialPlugin, pool?: PluginPool) => {
    const answer = await get(transportWith(plugin, pool));
    assert.ok(!answer.ok);
    return answer.failure;
  };

  it('B1: runs once for 40 requests over two transports, and once more for 40 refusals', async () => {
    const plugin = script(
      `n=$(wc -c < '${folder}/runs' | tr -d ' ')\n${printing({ token: 'tN' }).replace("'END'", 'END').replace('tN', 't$n')}`,
    );
    const pool = poolOf();
    const both = [transportWith(plugin, pool), transportWith(plugin, pool)];
    const storm = () => Promise.all(Array.from({ length: 40 }, (_, index) => get(both[index % 2] ?? assert.fail())));
    for (const answer of await storm()) assert.deepEqual(answer, { ok: true, value: { token: 't1' } });
    assert.equal(runs(), 1);
    valid = new Set(['t2']);
    now += 11_000;
    for (const answer of await storm()) assert.deepEqual(answer, { ok: true, value: { token: 't2' } });
    assert.equal(runs(), 2);
  });

  it('B1: does not run again within 10 s of a run whose token was refused', async () => {
    valid.clear();
    const transport = transportWith(script(printing({ token: 't1' })));
    for (let count = 0; count < 5; count += 1) {
      const answer = await get(transport);
      assert.equal(!answer.ok && answer.failure.code, 'unauthorized');
    }
    assert.equal(runs(), 1);
  });

  it('B2: says how to install a plugin that is missing', async () => {
    const plugin = { ...script(''), command: 'no-such-login', installHint: 'brew install it' };
    assert.deepEqual(await failureOf(plugin), {
      code: 'tool-missing',
      about: 'login',
      message: 'The credential plugin no-such-login was not found',
      nextStep: 'brew install it',
    });
    assert.equal(asked.length, 0);
  });

  it('B2: passes on the last words of a plugin that fails, and leaves it alone for 10 s', async () => {
    const plugin = script('echo first >&2; echo "token \u001b[31mexpired eyJhbGciOiJ.eyJzdWIiOiJ.sig" >&2; exit 1');
    const transport = transportWith(plugin);
    for (let count = 0; count < 3; count += 1) {
      const answer = await get(transport);
      assert.ok(!answer.ok);
      assert.equal(answer.failure.message, 'The credential plugin plugin failed: token expired …');
    }
    assert.equal(runs(), 1);
    now += 11_000;
    await get(transport);
    assert.equal(runs(), 2);
  });

  it('B2: ends a plugin that hangs, with its children', async () => {
    const plugin = script(`sleep 600 & echo $! > '${folder}/child'; echo $$ > '${folder}/pid'; wait`);
    const failure = await failureOf(plugin, poolOf(300));
    assert.equal(failure.code, 'timeout');
    const isGone = (file: string): boolean => {
      try {
        process.kill(Number(readFileSync(join(folder, file), 'utf8')), 0);
        return false;
      } catch {
        return true;
      }
    };
    assert.ok(isGone('pid'));
    // A child that was ended may wait for its adopter for a moment.
    for (let left = 100; left > 0 && !isGone('child'); left -= 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isGone('child'));
  });

  it('B2: a hanging plugin holds up no other cluster, and a request that is given up does not end it for others', async () => {
    const slow = transportWith(script(`sleep 1\n${printing({ token: 't1' })}`));
    const abort = new AbortController();
    const given = slow.json({ method: 'GET', path: '/', signal: abort.signal });
    const kept = get(slow);
    const made = openTransport(kubeContext({ server: server.url('127.0.0.1') }, { token: 't1' }), {});
    assert.ok(made.ok);
    open.push(made.value);
    assert.ok((await get(made.value)).ok);
    abort.abort();
    assert.deepEqual(await given, { ok: false, failure: { code: 'cancelled', message: 'Cancelled' } });
    assert.ok((await kept).ok);
    assert.equal(runs(), 1);
  });

  for (const [what, text, message] of [
    ['prints 10 MB', 'head -c 10000000 /dev/zero | tr "\\0" a', /printed more than 1 MiB/],
    ['prints garbage', 'echo hello', /it is not a JSON object/],
    ['prints another kind', 'echo "{}"', /its kind is not ExecCredential/],
    [
      'B3: has the wrong apiVersion',
      printing({ token: 't1' }, 'client.authentication.k8s.io/v1beta1'),
      /its apiVersion is .*v1beta1 and not .*v1/,
    ],
    ['B3: gives a certificate without a key', printing({ clientCertificateData: 'x' }), /a certificate without a key/],
    ['gives nothing', printing({}), /neither a token nor a certificate/],
    ['breaks the header', printing({ token: 'a\r\nb' }), /characters that no token has/],
  ] as const) {
    it(`says exactly what is wrong with a plugin that ${what}`, async () => {
      const failure = await failureOf(script(text));
      assert.equal(failure.code, 'invalid');
      assert.match(failure.message, message);
      assert.equal(JSON.stringify(failure).includes('hello'), false, 'the output is quoted');
    });
  }

  it('B2: refuses a plugin that wants a terminal, and one that asks on standard input finds it closed', async () => {
    assert.equal((await failureOf(script('', { interactiveMode: 'Always' }))).code, 'unsupported');
    assert.equal(runs(), 0);
    const failure = await failureOf(script('read answer || { echo "no input" >&2; exit 3; }'));
    assert.match(failure.message, /no input/);
  });

  it('B3, B4: tries a token that looks expired, because the clock may be wrong, and renews it only every 10 s', async () => {
    const transport = transportWith(script(printing({ token: 't1', expirationTimestamp: '2020-01-01T00:00:00Z' })));
    for (let count = 0; count < 4; count += 1) assert.ok((await get(transport)).ok);
    assert.equal(runs(), 1);
    now += 11_000;
    assert.ok((await get(transport)).ok);
    assert.equal(runs(), 2);
  });

  it('runs again when the expiry has passed', async () => {
    const transport = transportWith(
      script(printing({ token: 't1', expirationTimestamp: new Date(now + 60_000).toISOString() })),
    );
    await get(transport);
    now += 30_000;
    await get(transport);
    assert.equal(runs(), 1);
    now += 31_000;
    await get(transport);
    assert.equal(runs(), 2);
  });

  it('gives the plugin its variables, the cluster when it wants it, and arguments as they are', async () => {
    const plugin = script(
      `env > '${folder}/env'; printf '%s\\0' "$@" > '${folder}/argv'\n${printing({ token: 't1' })}`,
      {
        args: ['$(touch x)', 'a b'],
        env: [{ name: 'OWN', value: '1' }],
        wantsCluster: true,
      },
    );
    assert.ok((await get(transportWith(plugin))).ok);
    const env = readFileSync(join(folder, 'env'), 'utf8').split('\n');
    assert.ok(env.includes('OWN=1') && env.includes('INHERITED=yes'));
    const info: unknown = JSON.parse(env.find((line) => line.startsWith('KUBERNETES_EXEC_INFO='))?.slice(21) ?? '');
    assert.deepEqual(info, {
      kind: 'ExecCredential',
      apiVersion: API,
      spec: { interactive: false, cluster: { server: server.url('127.0.0.1') } },
    });
    assert.equal(readFileSync(join(folder, 'argv'), 'utf8'), '$(touch x)\0a b\0');
  });

  it('asks before the first run; a no stands until somebody asks again', async () => {
    let isAllowed = false;
    const pool = poolOf(PLUGIN_MS, () => Promise.resolve(isAllowed));
    const transport = transportWith(script(printing({ token: 't1' })), pool);
    for (let count = 0; count < 3; count += 1) {
      now += 60_000;
      assert.equal((await get(transport)).ok, false);
    }
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.path, join(folder, 'plugin'));
    isAllowed = true;
    pool.forgetFailures();
    assert.ok((await get(transport)).ok);
    assert.equal(runs(), 1);
  });

  it('shows one question for a command that several clusters need at once', async () => {
    const plugin = script(printing({ token: 't1' }), { wantsCluster: true });
    const pool = poolOf();
    const contexts = ['a', 'b'].map((name) =>
      kubeContext({ server: server.url('127.0.0.1'), pluginConfig: { name } }, { plugin }),
    );
    const answers = contexts.map((context) => {
      const made = openTransport(context, { plugins: pool, clock });
      assert.ok(made.ok);
      open.push(made.value);
      return get(made.value);
    });
    for (const answer of await Promise.all(answers)) assert.ok(answer.ok);
    assert.equal(asked.length, 1);
    assert.equal(runs(), 2);
  });
});
