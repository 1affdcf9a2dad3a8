import assert from 'node:assert/strict';
import type { Image } from '../../../../src/domain/engines/engine.ts';
import type { BuildRecord } from '../../../../src/domain/images/buildStore.ts';
import { BuildStore } from '../../../../src/domain/images/buildStore.ts';
import { leftOf } from '../../../../src/domain/images/leftOf.ts';

const START = Date.parse('2026-05-01T10:00:00.700Z');
const record = (facts: Partial<BuildRecord> = {}): BuildRecord => ({
  id: 'b1',
  title: 'a:1',
  engineId: 'e',
  engineLabel: 'e',
  state: 'running',
  startedAt: START,
  steps: 1,
  cached: 0,
  plan: {
    id: 'b1',
    contextFolder: '/w',
    dockerfile: '/w/Dockerfile',
    tags: ['a:1'],
    args: new Map(),
    labels: new Map([['trainyard.workspace', '/w']]),
    secrets: [],
    useCache: true,
    pullBase: false,
  },
  ...facts,
});
const image = (id: string, facts: Partial<Image> = {}): Image => ({
  id,
  tags: [],
  digests: [],
  createdAt: new Date('2026-05-01T10:00:00Z'),
  sizeBytes: 1,
  labels: new Map([['trainyard.workspace', '/w']]),
  ...facts,
});

describe('leftOf', () => {
  it('finds images without a name that have our label for this workspace, and nothing else', () => {
    const images = [
      image('ours'),
      image('named', { tags: ['a:1'] }),
      image('of another project', { labels: new Map([['trainyard.workspace', '/other']]) }),
      image('of nobody', { labels: new Map() }),
      image('from before', { createdAt: new Date('2026-05-01T09:59:59Z') }),
    ];
    assert.deepEqual(
      leftOf([record()], 'e', images).map(({ id }) => id),
      ['ours'],
    );
    assert.deepEqual(leftOf([record()], 'another engine', images), []);
  });

  it('a build that says that it runs was cut off with an earlier window; that is told once and written down', () => {
    const store = new BuildStore([record(), record({ id: 'b2', state: 'ok' })]);
    let changes = 0;
    store.onDidChange(() => changes++);
    assert.deepEqual(
      store.takeCutOff().map(({ id }) => id),
      ['b1'],
    );
    assert.equal(changes, 1);
    assert.equal(store.records[0]?.state, 'cancelled');
    assert.deepEqual(store.takeCutOff(), []);
    assert.deepEqual(new BuildStore(store.records).takeCutOff(), []);
  });
});
