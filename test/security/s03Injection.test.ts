// S3: a name from outside is never read as an option or by a shell, neither here nor at the other end of ssh.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BuildPlan } from '../../src/domain/images/buildPlan.ts';
import { hostileNames } from './hostileNames.ts';
import { describeRule, loadFrom } from './mutants.ts';

import type * as buildxBuilder from '../../src/adapters/docker/buildxBuilder.ts';
import type * as endpointAddress from '../../src/adapters/docker/endpointAddress.ts';
import type * as gitFacts from '../../src/adapters/git/gitFacts.ts';
import type * as runModule from '../../src/adapters/process/run.ts';
import type * as sshConnection from '../../src/adapters/docker/sshConnection.ts';

const names = hostileNames(500);

/** Runs work with a program on the path that writes down its arguments and does nothing else. */
async function recorded(program: string, work: (env: NodeJS.ProcessEnv) => Promise<unknown>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-argv-'));
  const before = process.env['PATH'];
  const home = process.cwd();
  const file = join(folder, 'argv');
  try {
    writeFileSync(join(folder, program), `#!/bin/sh\nprintf '%s\\0' "$@" > '${file}'\n`);
    chmodSync(join(folder, program), 0o755);
    process.env['PATH'] = [folder, before].join(delimiter);
    // What a mutant runs by accident writes here.
    process.chdir(folder);
    await work({ ...process.env });
    assert.deepEqual(readdirSync(folder).sort(), ['argv', program].sort(), 'a name was run');
    return readFileSync(file, 'utf8').split('\0').slice(0, -1);
  } finally {
    process.env['PATH'] = before;
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `--` by itself is what the others stand behind. */
const words = names.filter((name) => name !== '--');

/** A name stands after an option that takes it, or after `--`. */
function assertHarmless(args: readonly string[], name: string, options: readonly string[] = []): void {
  const separator = args.indexOf('--');
  const places = args.flatMap((arg, index) => (arg === name ? [index] : []));
  assert.equal(places.length, 1, `${JSON.stringify(name)} is ${places.length} arguments of ${JSON.stringify(args)}`);
  const at = places[0] ?? 0;
  const isAfterSeparator = separator >= 0 && separator < at;
  const isValue = options.includes(args[at - 1] ?? '');
  assert.ok(isAfterSeparator || isValue, `${JSON.stringify(name)} could be an option in ${JSON.stringify(args)}`);
}

function planOf(name: string): BuildPlan {
  return {
    id: 'x',
    contextFolder: name,
    dockerfile: name,
    tags: [name],
    target: name,
    args: new Map([[`A${name}`, name]]),
    labels: new Map([[`L${name}`, name]]),
    platform: name,
    secrets: [],
    useCache: true,
    pullBase: false,
  };
}

describe('S3 injection by names', () => {
  describeRule(
    'a build hands each name to the docker command as one argument that is no option',
    async (src) => {
      const { buildxArguments } = await loadFrom<typeof buildxBuilder>(src, 'adapters/docker/buildxBuilder.ts');
      for (const name of words) {
        const args = buildxArguments(planOf(name), '/m');
        assertHarmless(args, name);
        const values = [
          `--file=${name}`,
          `--build-arg=A${name}=${name}`,
          `--label=L${name}=${name}`,
          `--target=${name}`,
        ];
        for (const value of values) assert.equal(args.filter((arg) => arg === value).length, 1, value);
      }
    },
    [
      {
        what: 'no -- before the folder',
        file: 'adapters/docker/buildxBuilder.ts',
        from: "    '--',\n    plan.contextFolder",
        to: '    plan.contextFolder',
      },
      {
        what: 'an option without its name',
        file: 'adapters/docker/buildxBuilder.ts',
        from: '`--file=${plan.dockerfile}`',
        to: "'--file', plan.dockerfile",
      },
    ],
  );

  describeRule(
    'git is asked about a folder of any name, and starts no program that the folder names',
    async (src) => {
      const { readGitFacts } = await loadFrom<typeof gitFacts>(src, 'adapters/git/gitFacts.ts');
      for (const name of words.slice(0, 60)) {
        const args = await recorded('git', async () => readGitFacts(name, new AbortController().signal));
        assertHarmless(args, name, ['-C']);
        assert.ok(args.includes('core.fsmonitor=false'), 'the folder could name a program to run');
      }
    },
    [
      {
        what: 'the folder as part of an argument',
        file: 'adapters/git/gitIn.ts',
        from: "'-C', folder, ...args",
        to: '`--git-dir=${folder}/.git`, ...args',
      },
      {
        what: 'the program of the folder allowed',
        file: 'adapters/git/gitIn.ts',
        from: 'core.fsmonitor=false',
        to: 'core.pager=cat',
      },
    ],
  );

  describeRule(
    'programs get their arguments as they are, without a shell',
    async (src) => {
      const { run } = await loadFrom<typeof runModule>(src, 'adapters/process/run.ts');
      const args = await recorded('recorder', async () =>
        run('recorder', { args: names.slice(0, 200) }, new AbortController().signal),
      );
      assert.deepEqual(args, names.slice(0, 200));
    },
    [
      {
        what: 'a shell between',
        file: 'adapters/process/run.ts',
        from: 'spawn(command, args, {',
        to: 'spawn(command, args, { shell: true,',
      },
    ],
  );

  describeRule(
    'an address with a hostile host, user or path never reaches ssh, or only after --',
    async (src) => {
      const { endpointOf } = await loadFrom<typeof endpointAddress>(src, 'adapters/docker/endpointAddress.ts');
      const { sshArguments } = await loadFrom<typeof sshConnection>(src, 'adapters/docker/sshConnection.ts');
      const addresses = names.flatMap((name) => {
        const coded = encodeURIComponent(name);
        return [
          `ssh://${name}`,
          `ssh://${coded}`,
          `ssh://${coded}@host`,
          `ssh://host/${coded}`,
          `ssh://-oProxyCommand=x@${name}`,
        ];
      });
      for (const address of addresses) {
        const endpoint = endpointOf(address);
        if (endpoint.kind !== 'ssh') continue;
        const args = sshArguments(endpoint);
        assertHarmless(args, endpoint.destination);
        assert.ok(!endpoint.destination.startsWith('-'), address);
        // What follows is read by the shell of the other machine.
        const remote = args.slice(args.indexOf(endpoint.destination) + 1);
        for (const word of remote) assert.match(word, /^[\w./:@%+=,-]+$/, `${address}: ${word}`);
      }
    },
    [
      {
        what: 'no -- before the destination',
        file: 'adapters/docker/sshConnection.ts',
        from: "    '--',\n    destination,",
        to: '    destination,',
      },
      {
        what: 'any host name',
        file: 'adapters/docker/endpointAddress.ts',
        from: "if (!/^[\\w.:%-]+$/.test(host) || host.startsWith('-')) return",
        to: "if (host === '') return",
      },
      {
        what: 'any path of a socket',
        file: 'adapters/docker/endpointAddress.ts',
        from: 'if (!/^[\\w./:@%+=,-]*$/.test(socketPath)) return',
        to: "if (socketPath === '\\n') return",
      },
    ],
  );
});
