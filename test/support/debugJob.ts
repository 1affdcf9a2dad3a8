// A Job for debugging in a cluster whose Python image has no packages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Manifest } from '../../src/domain/cluster/ports.ts';
import { fieldOf, isObject, listOf } from '../../src/domain/deploy/plainData.ts';
import { debugpyWheel } from './debugpyWheel.ts';
import type { KubectlInNamespace } from './kubectlInNamespace.ts';
import { PYTHON } from './testImages.ts';

/** An init container waits until debugpy and the program were brought to /project, which the Job mounts. */
export function withDebugpyToCome(job: Manifest): Manifest {
  return withPod(job, (container) => {
    const bring = {
      name: 'bring',
      image: PYTHON,
      imagePullPolicy: 'Never',
      command: ['sh', '-c', 'until test -e /project/brought; do sleep 0.1; done'],
      volumeMounts: container['volumeMounts'],
    };
    return { initContainers: [bring] };
  });
}

/**
 * What torchrun does with the words that it is given, for an image without PyTorch: so many processes with their ranks, and the end of the first that
 * fails. That PyTorch's own takes these words and starts the same was seen with torchrun 1.13.
 */
const LAUNCHER = `import os, subprocess, sys
words = sys.argv[1:]
count = int(words.pop(0).split("=")[1])
assert words.pop(0) == "--no_python", words
ranks = [dict(os.environ, RANK=str(n), LOCAL_RANK=str(n), WORLD_SIZE=str(count)) for n in range(count)]
ends = [each.wait() for each in [subprocess.Popen(words, env=rank) for rank in ranks]]
sys.exit(max(ends))
`;

export function launchedWords<T>([python, module, name, ...words]: readonly T[]): (T | string)[] {
  assert.deepEqual([python, module, name], ['python3', '-m', 'torch.distributed.run']);
  return ['python3', '-c', LAUNCHER, ...words];
}

/** The words of the Job find a launcher instead of the module of PyTorch. */
export function withTorchrun(job: Manifest): Manifest {
  return withPod(job, (container) => {
    const launched = { ...container, command: launchedWords(listOf(container['command'])) };
    return { containers: [launched] };
  });
}

/** With other fields of the pods, as its first container asks for them. */
function withPod(job: Manifest, change: (container: Readonly<Record<string, unknown>>) => object): Manifest {
  const spec = fieldOf(job, 'spec');
  const template = fieldOf(spec, 'template');
  const pod = fieldOf(template, 'spec');
  const [container] = listOf(fieldOf(pod, 'containers'));
  assert.ok(isObject(spec) && isObject(template) && isObject(pod) && isObject(container));
  return { ...job, spec: { ...spec, template: { ...template, spec: { ...pod, ...change(container) } } } };
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
