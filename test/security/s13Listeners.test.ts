// S13: a forwarded port is open for programs of this machine only, and closed with the forward.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe } from 'mocha';
import type * as containerPorts from '../../src/adapters/docker/containerPorts.ts';
import { endpointOf } from '../../src/adapters/docker/endpointAddress.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import type * as portForward from '../../src/adapters/kubernetes/portForward.ts';
import { systemClock } from '../../src/domain/base/clock.ts';
import { KubePodNode } from '../support/kubePodNode.ts';
import { describeRule, loadFrom } from './mutants.ts';

const never = new AbortController().signal;
const FILE = 'adapters/kubernetes/portForward.ts';
const PORTS = 'adapters/docker/containerPorts.ts';

/** Addresses of this machine that others can use, and one of its own that is not the usual one. */
const OTHERS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address)
  .concat('127.0.0.2');

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const isConnected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isConnected;
}

/** Ends what holds the port. */
async function assertOnLoopbackAlone(held: { readonly localPort: number; dispose(): void }): Promise<void> {
  const { localPort } = held;
  try {
    assert.ok(await isOpen('127.0.0.1', localPort), 'not open at all');
    for (const host of OTHERS) assert.ok(!(await isOpen(host, localPort)), `open on ${host}`);
  } finally {
    held.dispose();
  }
  await systemClock.sleep(20);
  assert.ok(!(await isOpen('127.0.0.1', localPort)), 'still open');
}

describe('S13 local listeners', function () {
  this.timeout(30_000);
  describeRule(
    'a forward listens on the loopback address alone, while it is held',
    async (src) => {
      const { PodPortForwarder } = await loadFrom<typeof portForward>(src, FILE);
      const node = new KubePodNode();
      const target = { namespace: 'n', pod: 'p', port: 80 };
      const opened = await new PodPortForwarder(node, systemClock).open(target, undefined, never);
      assert.ok(opened.ok);
      await assertOnLoopbackAlone(opened.value);
    },
    [{ what: 'bound to every address', file: FILE, from: "const HOST = '127.0.0.1';", to: "const HOST = '0.0.0.0';" }],
  );
  describeRule(
    'a port to a container listens on the loopback address alone, while it is held',
    async (src) => {
      const { DockerPorts } = await loadFrom<typeof containerPorts>(src, PORTS);
      const nowhere = new Transport(endpointOf('tcp://127.0.0.1:1'));
      const opened = await new DockerPorts(nowhere).open('c', { port: 80, python: 'python3' });
      assert.ok(opened.ok);
      try {
        await assertOnLoopbackAlone(opened.value);
      } finally {
        nowhere.dispose();
      }
    },
    [{ what: 'bound to every address', file: PORTS, from: "const HOST = '127.0.0.1';", to: "const HOST = '0.0.0.0';" }],
  );
});
