import type { Run } from '../../src/domain/runs/run.ts';

/** A run as a test needs it. */
export function aRun(facts: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    name: 'train-quiet-fox',
    workload: 'train',
    kind: 'run',
    engineId: 'e1',
    containerId: 'c1',
    state: 'running',
    stateText: 'running',
    createdAt: new Date('2026-01-01T10:58:00Z'),
    startedAt: new Date('2026-01-01T10:58:00Z'),
    parameters: new Map([['epochs', '20']]),
    image: 'digits:latest',
    imageId: 'sha256:aa',
    ports: [],
    outputs: [],
    ...facts,
  };
}
