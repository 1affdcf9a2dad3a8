// @ts-check
// The user's own cluster in place of the test bed's.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { makeStateDir } from '../testState.mjs';
import { startCluster } from './startCluster.mjs';

const names = ['TRAINYARD_TEST_CONTEXT', 'KUBECONFIG', 'PATH'];
const environment = Object.fromEntries(names.map((name) => [name, process.env[name]]));
/** @type {string} */
let dir;

describe('given cluster', () => {
  before(() => {
    dir = makeStateDir();
    const kubeconfig = join(dir, 'config');
    writeFileSync(
      kubeconfig,
      JSON.stringify({ contexts: [{ name: 'mine', context: { cluster: 'mine', user: 'me' } }] }),
    );
    // Stands for the user's kubectl; it knows one context.
    mkdirSync(join(dir, 'bin'));
    writeFileSync(
      join(dir, 'bin', 'kubectl'),
      '#!/bin/sh\n[ "$3" = mine ] || { echo "context $3 not found" >&2; exit 1; }\n',
      {
        mode: 0o755,
      },
    );
    process.env['KUBECONFIG'] = kubeconfig;
    process.env['PATH'] = `${join(dir, 'bin')}:${process.env['PATH']}`;
  });

  after(() => {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(dir, { recursive: true });
  });

  it('is used as it is, and says what cannot be done with it', async () => {
    process.env['TRAINYARD_TEST_CONTEXT'] = 'mine';
    /** @type {string[]} */
    const lines = [];
    const cluster = await startCluster({ log: (line) => lines.push(line) });
    assert.deepEqual(
      [cluster.isGiven, cluster.startedHere, cluster.context, cluster.kubeconfig, cluster.kubectl],
      [true, false, 'mine', join(dir, 'config'), join(dir, 'bin', 'kubectl')],
    );
    assert.match(lines.join('\n'), /the cluster is that of the context mine/);
    await assert.rejects(cluster.freezeApiServer(), /not available with TRAINYARD_TEST_CONTEXT: freezeApiServer/);
    assert.throws(() => cluster.kubeconfigs.nobody, /not available with TRAINYARD_TEST_CONTEXT: a user without rights/);
    await cluster.stop({ wipe: true });
  });

  it('must exist', async () => {
    process.env['TRAINYARD_TEST_CONTEXT'] = 'other';
    await assert.rejects(startCluster(), /context other not found/);
  });
});
