import type { Spec, WorkloadSpec } from '../../../../src/domain/deploy/spec.ts';
import type { SpecProblem } from '../../../../src/domain/deploy/specProblem.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';
import { problemsOf } from '../../../../src/language/document/specProblems.ts';
import { readSpec } from '../../../../src/language/document/readSpec.ts';

/** A file with one workload `w`; `body` is its lines, `rest` further sections. */
export function specText(body: string, { kind = 'run', image = 'image: app:1', rest = '' } = {}): string {
  const lines = [`kind: ${kind}`, image, ...body.split('\n')].filter((line) => line !== '');
  return ['version: 1', 'workloads:', '  w:', ...lines.map((line) => `    ${line}`), rest, ''].join('\n');
}

export function specOf(text: string): Spec {
  const read = readSpec(text, '/project/trainyard.yaml');
  if (!read.ok) throw new Error(`${read.failure.detail}\n${text}`);
  return read.value;
}

export function workloadOf(text: string, name = 'w'): WorkloadSpec {
  const workload = specOf(text).workloads.get(name);
  if (!workload) throw new Error(`no workload ${name}`);
  return workload;
}

export function problemsIn(text: string): readonly SpecProblem[] {
  return problemsOf(createSpecDocument(text));
}
