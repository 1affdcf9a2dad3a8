import assert from 'node:assert/strict';
import { loadCommand, localCluster, localClusterText } from '../../../../src/domain/cluster/localCluster.ts';
import { kubeNode } from '../../../support/kubeObjects.ts';
import { aConnection } from '../../../support/engines.ts';

const HERE = 'https://127.0.0.1:6443';
const node = (name: string, labels: Readonly<Record<string, string>>, containerRuntime: string) => {
  const made = kubeNode(name);
  return { ...made, meta: { ...made.meta, name, labels: new Map(Object.entries(labels)) }, containerRuntime };
};
const of = (label: string, server = HERE, nodes: ReturnType<typeof node>[] = []) => {
  const found = localCluster({ label, server }, nodes);
  return found && localClusterText(found);
};

describe('a cluster on this machine', () => {
  it('is known by the names that kind and k3d give, when it is really here', () => {
    assert.equal(of('kind-dev'), 'kind cluster dev');
    assert.equal(of('k3d-two-words', 'https://0.0.0.0:41234'), 'k3d cluster two-words');
    assert.equal(of('kind-prod', 'https://kind.example:6443'), undefined);
    assert.equal(of('lab'), undefined);
    assert.equal(of('kind-', HERE), undefined);
    assert.equal(of('kind-x', 'not a server'), undefined);
  });

  it('is known by its nodes for minikube, wherever its machine is', () => {
    const nodes = [node('m', { 'minikube.k8s.io/name': 'ml' }, 'docker://28')];
    assert.equal(of('anything', 'https://192.168.49.2:8443', nodes), 'minikube cluster ml');
  });

  it('shares the images of the engine only where its nodes run by that engine', () => {
    assert.equal(of('docker-desktop', HERE, [node('docker-desktop', {}, 'docker://28.1')]), 'Docker Desktop');
    assert.equal(of('docker-desktop', HERE, [node('docker-desktop', {}, 'containerd://2.1')]), undefined);
    assert.equal(of('rancher-desktop', HERE, [node('lima-rancher-desktop', {}, 'docker://28')]), 'Rancher Desktop');
  });

  it('is loaded by its own program, by arguments that no name can turn into options', () => {
    const engine = aConnection({ source: 'socket' });
    const args = (program: 'kind' | 'k3d' | 'minikube') =>
      loadCommand({ way: 'load', program, name: '--x' }, '-y', engine).args;
    assert.deepEqual(args('kind'), ['load', 'docker-image', '--name=--x', '--', '-y']);
    assert.deepEqual(args('k3d'), ['image', 'import', '--cluster=--x', '--', '-y']);
    assert.deepEqual(args('minikube'), ['image', 'load', '--profile=--x', '--', '-y']);
  });

  it('is told which engine has the image', () => {
    const local = { way: 'load', program: 'kind', name: 'x' } as const;
    const environment = (facts: Parameters<typeof aConnection>[0]) => [
      ...loadCommand(local, 'a:1', aConnection(facts)).environment,
    ];
    assert.deepEqual(environment({ source: 'context', label: 'colima' }), [['DOCKER_CONTEXT', 'colima']]);
    const unix = { kind: 'unix', path: '/run/d.sock' } as const;
    assert.deepEqual(environment({ source: 'socket', endpoint: unix }), [['DOCKER_HOST', 'unix:///run/d.sock']]);
    const tcp = { kind: 'tcp', host: 'h', port: 2375 } as const;
    assert.deepEqual(environment({ source: 'setting', endpoint: tcp }), [['DOCKER_HOST', 'tcp://h:2375']]);
  });
});
