// S11: a secret goes to whom it is meant for, and into no message, label or file that others can read.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type * as credentials from '../../src/adapters/docker/credentials.ts';
import type * as change from '../../src/domain/deploy/change.ts';
import type * as diskSpools from '../../src/adapters/spool/diskSpools.ts';
import type { LogLine } from '../../src/domain/logs/logLine.ts';
import { describeRule, loadFrom } from './mutants.ts';

const SECRET = 'canary-hunter2';
const CODED = Buffer.from(`user:${SECRET}`).toString('base64');

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-secret-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A credential helper that says what a test wants. */
function helper(folder: string, script: string): NodeJS.ProcessEnv {
  const file = join(folder, 'docker-credential-canary');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ credsStore: 'canary' }));
  return { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) };
}

const hasNoSecret = (value: unknown, what: string) => {
  const text = JSON.stringify(value);
  for (const form of [SECRET, CODED]) assert.ok(!text.includes(form), `${what} tells the secret: ${text}`);
};

describe('S11 secrets', () => {
  describeRule(
    'no failure about credentials quotes them',
    async (src) => {
      const { credentialsFor } = await loadFrom<typeof credentials>(src, 'adapters/docker/credentials.ts');
      const ask = async (configFolder: string, env: NodeJS.ProcessEnv) =>
        credentialsFor('registry.example', { configFolder, env }, new AbortController().signal);
      const broken = [`{"auths": {"registry.example": {"auth": "${CODED}"}}`, `{"auths": "${SECRET}" "x"}`, SECRET];
      for (const text of broken) {
        await inFolder(async (folder) => {
          writeFileSync(join(folder, 'config.json'), text);
          const result = await ask(folder, process.env);
          assert.equal(result.ok, false);
          hasNoSecret(result, 'a config.json that cannot be read');
        });
      }
      const scripts = [
        `echo ${SECRET}; exit 1`,
        `echo ${SECRET} >&2; exit 1`,
        `echo '{"Username":"u","Secret":"${SECRET}"'`,
      ];
      for (const script of scripts) {
        await inFolder(async (folder) => {
          const result = await ask(folder, helper(folder, script));
          assert.equal(result.ok, false, script);
          hasNoSecret(result, `a helper that says ${script}`);
        });
      }
    },
    [
      {
        what: "the parser's words in the message",
        file: 'adapters/docker/credentials.ts',
        from: "message: t('{0} cannot be read, so no credentials for registries are known.', path),",
        to: 'message: String(error),',
      },
      {
        what: "the helper's words in the message",
        file: 'adapters/docker/credentials.ts',
        from: "message: t('The credential helper {0} failed for {1}.', program, key),",
        to: 'message: stdout + outcome.value.stderr,',
      },
    ],
  );

  describeRule(
    'credentials reach the registry they belong to and no other',
    async (src) => {
      const { credentialsFor } = await loadFrom<typeof credentials>(src, 'adapters/docker/credentials.ts');
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { 'registry.example': { auth: CODED } } }));
        const ask = async (registry: string) =>
          credentialsFor(registry, { configFolder: folder, env: {} }, new AbortController().signal);
        const own = await ask('registry.example');
        assert.ok(own.ok && JSON.stringify(own.value).includes(SECRET));
        for (const other of [
          'example',
          'registry.example.org',
          'evil-registry.example',
          'registry.example:5000',
          'docker.io',
        ])
          hasNoSecret(await ask(other), other);
      });
    },
    [
      {
        what: 'any registry that ends alike',
        file: 'adapters/docker/credentials.ts',
        from: 'if (name !== key && hostOf(name) !== registry) continue;',
        to: 'if (!registry.endsWith(name) && !registry.startsWith(name)) continue;',
      },
    ],
  );

  describeRule(
    'the log of a run on disk is for its user alone',
    async (src) => {
      const { DiskSpools } = await loadFrom<typeof diskSpools>(src, 'adapters/spool/diskSpools.ts');
      await inFolder(async (folder) => {
        const umask = process.umask(0);
        try {
          const opened = await new DiskSpools(join(folder, 'spools')).open();
          assert.ok(opened.ok);
          const line: LogLine = { number: 0, stream: 'stdout', text: SECRET };
          assert.ok((await opened.value.append([line])).ok);
          const written = readdirSync(folder, { recursive: true, encoding: 'utf8' });
          assert.ok(written.length > 1, 'the spool wrote nothing');
          for (const name of written) {
            const { mode } = statSync(join(folder, name));
            assert.equal(mode & 0o077, 0, `${name} has the rights ${(mode & 0o777).toString(8)}`);
          }
          opened.value.dispose();
        } finally {
          process.umask(umask);
        }
      });
    },
    [
      {
        what: 'a folder for everybody',
        file: 'adapters/spool/diskSpools.ts',
        from: '{ recursive: true, mode: 0o700 }',
        to: '{ recursive: true }',
      },
    ],
  );

  describeRule(
    'no difference of objects shows the value of a secret',
    async (src) => {
      const { shownSides } = await loadFrom<typeof change>(src, 'domain/deploy/change.ts');
      const coded = Buffer.from(SECRET).toString('base64');
      const secret = (value: string) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 's',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': value, note: 'x' },
        },
        data: { password: value },
        stringData: { password: value },
      });
      const pod = (value: string) => ({
        kind: 'Pod',
        spec: { containers: [{ name: 'main', env: [{ name: 'API_TOKEN', value }] }] },
      });
      for (const one of [SECRET, coded]) {
        for (const object of [secret, pod]) {
          for (const [live, planned] of [
            [object(one), object('other')],
            [object('other'), object(one)],
            [undefined, object(one)],
          ]) {
            for (const manifest of [undefined, planned]) {
              const text = JSON.stringify(shownSides(live, planned, manifest));
              for (const form of [SECRET, coded])
                assert.ok(!text.includes(form), `a difference tells the secret: ${text}`);
            }
          }
        }
      }
      assert.match(JSON.stringify(shownSides(pod('a'), pod('b'))), /changed/, 'that it changes is said');
    },
    [
      {
        what: 'the new side as it is',
        file: 'domain/cluster/maskedObject.ts',
        from: 'const masked = maskedObject(after);',
        to: 'const masked = after;',
      },
      {
        what: 'the old side as it is',
        file: 'domain/cluster/maskedObject.ts',
        from: 'return [maskedObject(before), ',
        to: 'return [before, ',
      },
    ],
  );
});
