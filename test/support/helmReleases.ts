import type { ReleaseEntry, ReleaseSummary } from '../../src/domain/helm/release.ts';

/** A revision as a test needs it. */
export function aRelease(facts: Partial<ReleaseEntry> = {}): ReleaseEntry {
  const { name = 'demo', revision = 1, namespace = 'team-a' } = facts;
  return {
    store: 'secrets',
    namespace,
    name,
    revision,
    objectName: `sh.helm.release.v1.${name}.v${revision}`,
    uid: `${namespace}/${name}/${revision}`,
    status: 'deployed',
    createdAt: new Date('2026-01-01T10:50:00Z'),
    ...facts,
  };
}

export function aSummary(facts: Partial<ReleaseSummary> = {}): ReleaseSummary {
  return { chart: 'web', chartVersion: '1.2.3', description: 'Install complete', objects: [], ...facts };
}
