import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endpointOf } from '../../../../src/adapters/docker/endpointAddress.ts';
import { sshArguments } from '../../../../src/adapters/docker/sshConnection.ts';

const TLS = { caPath: '/ca.pem', skipVerify: false };

describe('endpointOf', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'npipe', path: '//./pipe/docker_engine' }],
    ['npipe://\\\\.\\pipe\\docker_engine', { kind: 'npipe', path: '//./pipe/docker_engine' }],
    ['tcp://box', { kind: 'tcp', host: 'box', port: 2375 }],
    ['tcp://box:1234', { kind: 'tcp', host: 'box', port: 1234 }],
    ['http://box:80', { kind: 'tcp', host: 'box', port: 80 }],
    ['https://box', { kind: 'tcp', host: 'box', port: 2376, tls: { skipVerify: false } }],
    ['box:2375', { kind: 'tcp', host: 'box', port: 2375 }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
    ['ssh://box', { kind: 'ssh', destination: 'box' }],
    ['ssh://me@box:2222', { kind: 'ssh', destination: 'me@box', port: 2222 }],
    ['ssh://me@box/run/podman.sock', { kind: 'ssh', destination: 'me@box', socketPath: '/run/podman.sock' }],
  ];
  for (const [address, endpoint] of cases) it(address, () => assert.deepEqual(endpointOf(address), endpoint));

  it('takes the certificates and the port of TLS', () => {
    assert.deepEqual(endpointOf('tcp://box', TLS), { kind: 'tcp', host: 'box', port: 2376, tls: TLS });
  });

  const broken = [
    '',
    'unix://',
    'unix://relative.sock',
    'npipe://',
    'tcp://',
    'tcp://a b',
    'ftp://box',
    'ssh://',
    'ssh://me:secret@box',
  ];
  for (const address of [...broken, 'tcp://box:99999', 'ssh://-oProxyCommand=x', 'ssh://-x@box', 'ssh://a%20b@box']) {
    it(`gives the reason for ${JSON.stringify(address)}`, () => {
      const endpoint = endpointOf(address);
      assert.ok(endpoint.kind === 'invalid' && endpoint.reason.length > 5, JSON.stringify(endpoint));
    });
  }
});

describe('sshArguments', () => {
  it('puts the destination after -- and asks nothing', () => {
    const args = sshArguments({ kind: 'ssh', destination: '-oProxyCommand=x', port: 22 });
    assert.equal(args[args.indexOf('--') + 1], '-oProxyCommand=x');
    assert.ok(args.indexOf('BatchMode=yes') < args.indexOf('--'));
    assert.deepEqual(args.slice(args.indexOf('--') + 2), ['docker', 'system', 'dial-stdio']);
  });
});
