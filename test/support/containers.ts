import type { Container, EngineInfo, EngineSnapshot } from '../../src/domain/engines/engine.ts';
import { RUN_LABELS } from '../../src/domain/runs/labels.ts';

/** A running container with plain facts; tests say only what matters to them. */
export function aContainer(facts: Partial<Container> = {}): Container {
  return {
    id: 'c1',
    name: 'web',
    imageName: 'app:1',
    imageId: 'sha256:aa',
    command: 'python app.py',
    createdAt: new Date('2026-01-01T10:00:00Z'),
    startedAt: new Date('2026-01-01T10:00:01Z'),
    state: 'running',
    labels: new Map(),
    ports: [],
    networks: [],
    volumes: [],
    ...facts,
  };
}

export function aRunContainer(
  runId: string,
  facts: Partial<Container> = {},
  labels: readonly (readonly [string, string])[] = [],
): Container {
  return aContainer({
    id: `container-${runId}`,
    name: runId,
    labels: new Map([
      [RUN_LABELS.runId, runId],
      [RUN_LABELS.runName, runId],
      [RUN_LABELS.workload, 'train'],
      [RUN_LABELS.kind, 'run'],
      ...labels,
    ]),
    ...facts,
  });
}

export function anEngineInfo(facts: Partial<EngineInfo> = {}): EngineInfo {
  return {
    name: 'host',
    product: 'docker',
    version: '28.0.0',
    apiVersion: '1.48',
    os: 'linux',
    architecture: 'amd64',
    cpus: 4,
    memoryBytes: 8 * 1024 ** 3,
    isRootless: false,
    gpus: { nvidiaRuntime: 'no', cdiDevices: [], amd: false },
    warnings: [],
    ...facts,
  };
}

export function aSnapshot(facts: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return { info: anEngineInfo(), containers: [], images: [], volumes: [], networks: [], ...facts };
}
