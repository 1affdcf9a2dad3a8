// The cases of the rules for GPUs that their examples do not show.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import { marked } from './lintText.ts';

const gpu = (lines: string): string => jobWith(`image: trainer:1\nresources:\n${lines}`);

const CASES: readonly (readonly [what: string, rule: string, text: string, found: readonly string[]])[] = [
  [
    'a limit in a template',
    'gpu-request-ne-limit',
    gpu('  requests:\n    nvidia.com/gpu: 1\n  limits:\n    nvidia.com/gpu: "{{ n }}"'),
    [],
  ],
  [
    'equal numbers, one quoted',
    'gpu-request-ne-limit',
    gpu('  requests:\n    nvidia.com/gpu: "1"\n  limits:\n    nvidia.com/gpu: 1'),
    [],
  ],
  [
    'a list where a map should be',
    'gpu-request-ne-limit',
    gpu('  requests: [nvidia.com/gpu]\n  limits:\n    nvidia.com/gpu: 1'),
    [],
  ],
  ['1.0, which is 1', 'gpu-fractional', gpu('  limits:\n    nvidia.com/gpu: 1.0'), []],
  ['no number', 'gpu-fractional', gpu('  limits:\n    nvidia.com/gpu: one'), []],
  ['a fraction of a slice', 'gpu-fractional', gpu('  limits:\n    nvidia.com/mig-1g.10gb: 0.5'), ['0.5']],
  ['a name without its domain', 'gpu-unknown-resource', gpu('  limits:\n    gpu: 1'), ['gpu']],
  ['GPU cores of another vendor', 'gpu-unknown-resource', gpu('  limits:\n    aliyun.com/gpu-mem: 1'), []],
  ['media slices', 'gpu-mig-profile', gpu('  limits:\n    nvidia.com/mig-1g.10gb.me: 1'), []],
  ['slices of a B300', 'gpu-mig-profile', gpu('  limits:\n    nvidia.com/mig-3g.135gb: 1'), []],
  [
    'almost slices of a B300',
    'gpu-mig-profile',
    gpu('  limits:\n    nvidia.com/mig-1g.33gb: 1'),
    ['nvidia.com/mig-1g.33gb'],
  ],
  ['slices of GPUs to come', 'gpu-mig-profile', gpu('  limits:\n    nvidia.com/mig-1g.48gb: 1'), []],
  ['a slice without memory', 'gpu-mig-profile', gpu('  limits:\n    nvidia.com/mig-1g: 1'), ['nvidia.com/mig-1g']],
  ['an init container beside a main one', 'gpu-init-only', gpu('  limits:\n    nvidia.com/gpu: 1'), []],
  [
    'a taint of their own',
    'gpu-missing-toleration',
    jobWith(
      'image: a:1\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'tolerations:\n  - key: team/gpu\n    operator: Exists',
    ),
    [],
  ],
  [
    'a toleration of all',
    'gpu-missing-toleration',
    jobWith('image: a:1\nresources:\n  limits:\n    nvidia.com/gpu: 1', 'tolerations:\n  - operator: Exists'),
    [],
  ],
  [
    'a toleration in a template',
    'gpu-missing-toleration',
    jobWith('image: a:1\nresources:\n  limits:\n    nvidia.com/gpu: 1', 'tolerations: "{{ all }}"'),
    [],
  ],
  [
    'GPUs by a claim',
    'gpu-toleration-without-gpu',
    jobWith(
      'image: a:1',
      'resourceClaims:\n  - name: gpu\ntolerations:\n  - key: nvidia.com/gpu\n    operator: Exists',
    ),
    [],
  ],
  [
    'hiding GPUs',
    'gpu-visible-devices-env',
    jobWith('image: a:1\nenv:\n  - name: NVIDIA_VISIBLE_DEVICES\n    value: none'),
    [],
  ],
  [
    'a value from elsewhere',
    'gpu-visible-devices-env',
    jobWith('image: a:1\nenv:\n  - name: NVIDIA_VISIBLE_DEVICES\n    valueFrom:\n      fieldRef: {fieldPath: x}'),
    [],
  ],
  [
    'the last of two equal variables',
    'gpu-cuda-visible-devices',
    jobWith(
      'image: a:1\nenv:\n  - {name: CUDA_VISIBLE_DEVICES, value: "3"}\n  - {name: CUDA_VISIBLE_DEVICES, value: "0"}\nresources:\n  limits: {nvidia.com/gpu: 1}',
    ),
    [],
  ],
  [
    'devices by their id',
    'gpu-cuda-visible-devices',
    jobWith(
      'image: a:1\nenv:\n  - {name: CUDA_VISIBLE_DEVICES, value: "GPU-8a"}\nresources:\n  limits: {nvidia.com/gpu: 1}',
    ),
    [],
  ],
  [
    'limits that are requests too',
    'gpu-no-cpu-mem',
    gpu('  limits:\n    cpu: 4\n    memory: 8Gi\n    nvidia.com/gpu: 1'),
    [],
  ],
  [
    'what an alias brings',
    'gpu-no-cpu-mem',
    gpu('  requests: &r\n    cpu: 4\n    memory: 8Gi\n  limits:\n    <<: *r\n    nvidia.com/gpu: 1'),
    [],
  ],
  [
    'Recreate',
    'gpu-rollout-surge',
    deploymentWith('image: a:1\nresources:\n  limits:\n    nvidia.com/gpu: 1').replace(
      '  replicas: 2',
      '  strategy:\n    type: Recreate',
    ),
    [],
  ],
  [
    'a surge of a part',
    'gpu-rollout-surge',
    deploymentWith('image: a:1\nresources:\n  limits:\n    nvidia.com/gpu: 1').replace(
      '  replicas: 2',
      '  strategy:\n    rollingUpdate:\n      maxSurge: 25%',
    ),
    ['maxSurge'],
  ],
  ['no GPU', 'gpu-rollout-surge', deploymentWith('image: a:1'), []],
];

describe('rules for GPUs', () => {
  for (const [what, rule, text, found] of CASES) {
    it(`${rule}: ${what}`, () => {
      assert.deepEqual(marked(text, rule), found);
      assert.deepEqual(marked(text.replaceAll('\n', '\r\n'), rule), found, 'with CRLF');
    });
  }
});
