import assert from 'node:assert/strict';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { engineChildren, engineNode } from '../../../../src/domain/engines/engineTree.ts';
import { isRunContainer } from '../../../../src/domain/runs/runsOf.ts';
import { aContainer, anEngineInfo, aRunContainer, aSnapshot } from '../../../support/containers.ts';
import { aConnection } from '../../../support/engines.ts';

const options = { isRun: isRunContainer, now: new Date('2026-01-01T11:00:00Z') };
const childrenOf = (facts: Parameters<typeof aSnapshot>[0]) =>
  engineChildren('e', { state: 'ready', value: aSnapshot(facts) }, options);
const named = (nodes: readonly TreeNode[], label: string): TreeNode => {
  const found = nodes.find((node) => node.label === label);
  assert.ok(found, `no row ${label} among ${nodes.map((node) => node.label).join(', ')}`);
  return found;
};

function all(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
}

describe('engineNode', () => {
  it('can be opened and says nothing of an engine that was not contacted', () => {
    const node = engineNode(aConnection(), undefined);
    assert.equal(node.isExpandable, true);
    assert.equal(node.description, undefined);
  });

  it('says since when it is stale, in words', () => {
    const node = engineNode(aConnection(), { state: 'ready', value: aSnapshot(), staleSince: new Date() });
    assert.equal(node.health, 'stale');
    assert.match(node.description ?? '', /^stale since /);
  });

  it('shows an address that cannot be read as a row that cannot be opened', () => {
    const node = engineNode(
      aConnection({ endpoint: { kind: 'invalid', address: 'x://', reason: 'unknown scheme' } }),
      undefined,
    );
    assert.equal(node.isExpandable, undefined);
    assert.equal(node.description, 'unknown scheme');
  });
});

describe('engineChildren', () => {
  it('keeps our runs, Compose projects and other containers apart', () => {
    const compose = aContainer({ id: 'c2', name: 'db', labels: new Map([['com.docker.compose.project', 'shop']]) });
    const nodes = childrenOf({ containers: [aContainer(), compose, aRunContainer('r1')] });
    assert.deepEqual(
      named(nodes, 'Containers').children?.map(({ label }) => label),
      ['web'],
    );
    assert.deepEqual(
      named(nodes, 'Runs').children?.map(({ label }) => label),
      ['r1'],
    );
    const [project] = named(nodes, 'Compose projects').children ?? [];
    assert.deepEqual([project?.label, project?.children?.map(({ label }) => label)], ['shop', ['db']]);
  });

  it('counts what limits of running containers reserve', () => {
    const limits = { cpus: 1.5, memoryBytes: 2 * 1024 ** 3, gpus: 2 };
    const nodes = childrenOf({
      info: anEngineInfo({ gpus: { nvidiaRuntime: 'yes', cdiDevices: [], amd: false } }),
      containers: [aContainer({ limits }), aContainer({ id: 'c2', state: 'exited', limits }), aContainer({ id: 'c3' })],
    });
    const capacity = named(nodes, 'Capacity');
    assert.match(capacity.description ?? '', /^2\.5\/4 CPUs · 6 GiB of 8 GiB free$/);
    assert.match(named(capacity.children ?? [], 'GPU').description ?? '', /2 in use/);
    assert.match(named(capacity.children ?? [], 'Without limits').description ?? '', /^1 /);
  });

  it('offers only what the state of a container allows', () => {
    const nodes = childrenOf({
      containers: [aContainer(), aContainer({ id: 'c2', name: 'done', state: 'exited', exitCode: 0 })],
    });
    const containers = named(nodes, 'Containers').children ?? [];
    assert.ok(named(containers, 'web').actions?.includes('canStop'));
    assert.ok(!named(containers, 'web').actions?.includes('canRemove'));
    assert.ok(!named(containers, 'done').actions?.includes('canStop'));
    assert.ok(named(containers, 'done').actions?.includes('canRemove'));
  });

  it('names who uses an image and protects networks of the engine', () => {
    const nodes = childrenOf({
      containers: [aContainer()],
      images: [
        {
          id: 'sha256:aa',
          tags: ['app:1'],
          digests: [],
          createdAt: new Date('2026-01-01T10:00:00Z'),
          sizeBytes: 5e8,
          labels: new Map(),
        },
      ],
      networks: [
        { id: 'n1', name: 'bridge', driver: 'bridge' },
        { id: 'n2', name: 'mine', driver: 'bridge' },
      ],
    });
    assert.match(
      named(named(nodes, 'Images').children ?? [], 'app:1').description ?? '',
      /477 MiB · 1 h ago · used by web/,
    );
    const networks = named(nodes, 'Networks').children ?? [];
    assert.ok(!named(networks, 'bridge').actions?.includes('canRemoveNetwork'));
    assert.ok(named(networks, 'mine').actions?.includes('canRemoveNetwork'));
  });

  it('gives every row an id of its own and words for its state', () => {
    const nodes = all(
      childrenOf({
        containers: [aContainer(), aRunContainer('r1'), aContainer({ id: 'c9', state: 'exited', exitCode: 1 })],
      }),
    );
    const ids = nodes.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const node of nodes) if (node.health) assert.notEqual(node.description ?? node.label, '', node.id);
  });

  it('shows a failure with its cause, the next step and a way to try again', () => {
    const failure = { code: 'forbidden', message: 'No permission', nextStep: 'Join the group docker' } as const;
    const nodes = engineChildren('e', { state: 'failed', failure }, options);
    assert.deepEqual(
      nodes.map(({ label }) => label),
      ['No permission', 'Join the group docker', 'Try again'],
    );
    assert.equal(nodes[0]?.health, 'forbidden');
  });
});
