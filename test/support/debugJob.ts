// A Job for debugging in a cluster whose Python image has no packages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Manifest } from '../../src/domain/cluster/ports.ts';
import { fieldOf, isObject } from '../../src/domain/deploy/plainData.ts';
import { debugpyWheel } from './debugpyWheel.ts';
import type { KubectlInNamespace } from './kubectlInNamespace.ts';
import { PYTHON } from './testImages.ts';

/** An init container waits until debugpy and the program were brought to /project, which the Job mounts. */
export function withDebugpyToCome(job: Manifest): object {
  const spec = fieldOf(job, 'spec');
  const template = fieldOf(spec, 'template');
  const pod = fieldOf(template, 'spec');
  assert.ok(isObject(spec) && isObject(template) && isObject(pod));
  const containers = fieldOf(pod, 'containers');
  const bring = {
    name: 'bring',
    image: PYTHON,
    imagePullPolicy: 'Never',
    command: ['sh', '-c', 'until test -e /project/brought; do sleep 0.1; done'],
    volumeMounts: fieldOf(Array.isArray(containers) ? containers[0] : undefined, 'volumeMounts'),
  };
  return { ...job, spec: { ...spec, template: { ...template, spec: { ...pod, initContainers: [bring] } } } };
}

/** Brings them, as train.py. */
export async function bringDebugpy(kubectl: KubectlInNamespace, pod: string, program: string): Promise<void> {
  const wheel = readFileSync(await debugpyWheel()).toString('base64');
  const started = '--for=jsonpath={.status.initContainerStatuses[0].started}=true';
  await kubectl.ok(['wait', started, `pod/${pod}`, '--timeout=90s']);
  const exec = (script: string, input: string) =>
    kubectl.ok(['exec', '-i', pod, '-c', 'bring', '--', 'sh', '-c', script], input);
  await exec('cat > /project/train.py', program);
  await exec('base64 -d > /tmp/debugpy.whl && python3 -m zipfile -e /tmp/debugpy.whl /project', wheel);
  await exec('touch /project/brought', '');
}
