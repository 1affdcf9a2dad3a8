// The cases of the rules for training, serving and models that their examples do not show.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import { pytorchJobWith } from '../../../../src/language/rules/training/pytorchJobWith.ts';
import { marked } from './lintText.ts';

const GPU = '\nresources:\n  limits:\n    nvidia.com/gpu: 1';
const TWO = '\nresources:\n  limits:\n    nvidia.com/gpu: 2';

const CASES: readonly (readonly [what: string, rule: string, text: string, found: readonly string[]])[] = [
  [
    'the network of the host',
    'nccl-socket-ifname',
    jobWith('image: a:1\nenv:\n  - {name: NCCL_SOCKET_IFNAME, value: "=eth0"}', 'hostNetwork: true'),
    ['"=eth0"'],
  ],
  [
    'an interface that is left out',
    'nccl-socket-ifname',
    jobWith('image: a:1\nenv:\n  - {name: NCCL_SOCKET_IFNAME, value: "^lo,docker0"}'),
    [],
  ],
  [
    'InfiniBand switched off',
    'nccl-ib-without-rdma',
    jobWith('image: a:1\nenv:\n  - {name: NCCL_IB_HCA, value: mlx5}\n  - {name: NCCL_IB_DISABLE, value: "1"}'),
    [],
  ],
  [
    'a second network',
    'nccl-ib-without-rdma',
    jobWith('image: a:1\nenv:\n  - {name: NCCL_IB_HCA, value: mlx5}\nsecurityContext: {privileged: true}'),
    [],
  ],
  ['one GPU', 'shm-missing', jobWith(`image: pytorch/pytorch:2${GPU}`), []],
  ['the memory of the host', 'shm-missing', jobWith(`image: pytorch/pytorch:2${TWO}`, 'hostIPC: true'), []],
  ['a launcher in any image', 'shm-missing', jobWith(`image: a:1\ncommand: [torchrun, train.py]${TWO}`), ['train']],
  [
    'KubeRay, which brings it',
    'shm-missing',
    `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: a}\nspec:\n  headGroupSpec:\n    template:\n      spec:\n        containers:\n          - name: a\n            image: pytorch/pytorch:2\n            resources:\n              limits:\n                nvidia.com/gpu: 2\n`,
    [],
  ],
  ['plain Python, whose wheels bring CUDA', 'gpu-image-cpu-only', jobWith(`image: python:3.11${GPU}`), []],
  ['a tag with cpu in a word', 'gpu-image-cpu-only', jobWith(`image: a:1-cpuset${GPU}`), []],
  ['an exporter', 'gpu-image-without-request', jobWith('image: nvcr.io/nvidia/k8s/dcgm-exporter:3.3.5-cuda12'), []],
  [
    'another container has the GPU',
    'gpu-image-without-request',
    jobWith(`image: a:1${GPU}\n        - name: b\n  image: x:cuda`.replace('        - name', '# ')),
    [],
  ],
  [
    'an emptyDir in a template',
    'shm-not-memory',
    jobWith(
      'image: a:1\nvolumeMounts:\n  - {name: shm, mountPath: /dev/shm/}',
      'volumes:\n  - name: shm\n    emptyDir: {{ .Values.shm }}',
    ),
    [],
  ],
  [
    'shm of hugepages',
    'shm-not-memory',
    jobWith(
      'image: a:1\nvolumeMounts:\n  - {name: shm, mountPath: /dev/shm}',
      'volumes:\n  - name: shm\n    emptyDir: {medium: HugePages-2Mi}',
    ),
    [],
  ],
  [
    'independent tasks',
    'train-standalone-multinode',
    jobWith('image: a:1\ncommand: [torchrun, --standalone, a.py]').replace('backoffLimit: 2', 'parallelism: 4'),
    [],
  ],
  [
    'one replica',
    'train-standalone-multinode',
    pytorchJobWith('image: a:1\ncommand: [torchrun, --standalone, a.py]', { workers: 0 }),
    [],
  ],
  ['a queue of Volcano', 'train-no-gang', pytorchJobWith(`image: a:1${GPU}`, { pod: 'schedulerName: volcano' }), []],
  ['one pod', 'train-no-gang', pytorchJobWith(`image: a:1${GPU}`, { workers: 0 }), []],
  [
    'the folder of a base model',
    'train-checkpoint-readonly',
    jobWith(
      'image: a:1\ncommand: [torchrun, a.py]\nvolumeMounts:\n  - {name: a, mountPath: /checkpoints, readOnly: true}\n  - {name: b, mountPath: /out/ckpt}',
      'volumes:\n  - name: a\n    emptyDir: {}',
    ),
    [],
  ],
  [
    'a server of models',
    'train-in-deployment',
    deploymentWith('image: vllm/vllm-openai:v0.8\ncommand: [torchrun, serve.py]'),
    [],
  ],
  [
    'a shell that becomes its command',
    'train-shell-entrypoint',
    jobWith(`image: a:1\ncommand: [sh, -c, "python train.py"]${GPU}`),
    [],
  ],
  [
    'a pipe',
    'train-shell-entrypoint',
    jobWith(`image: a:1\ncommand: [bash, -c, "cd /x; python train.py | tee log"]${GPU}`),
    [],
  ],
  [
    'a trap',
    'train-shell-entrypoint',
    jobWith(`image: a:1\ncommand:\n  - bash\n  - -c\n  - |\n    trap stop TERM\n    python train.py${GPU}`),
    [],
  ],
  [
    'stand-ins',
    'model-token-literal',
    jobWith(
      'image: a:1\nenv:\n  - {name: HF_TOKEN, value: <your-token>}\n  - {name: OPENAI_API_KEY, value: $(KEY)}\n  - {name: WANDB_API_KEY, value: changeme123}',
    ),
    [],
  ],
  [
    'a template',
    'model-token-literal',
    jobWith('image: a:1\nenv:\n  - name: HF_TOKEN\n    value: "{{ .Values.token }}"'),
    [],
  ],
  [
    'a long probe',
    'serve-no-startup-probe',
    deploymentWith('image: vllm/vllm-openai:v0.8\nlivenessProbe:\n  initialDelaySeconds: 600\n  tcpSocket: {port: 80}'),
    [],
  ],
  [
    'a probe in a template',
    'serve-no-startup-probe',
    deploymentWith('image: vllm/vllm-openai:v0.8\nlivenessProbe: {{ toYaml .x }}'),
    [],
  ],
  [
    'a model in a folder',
    'model-unpinned-revision',
    deploymentWith('image: vllm/vllm-openai:v0.8\nargs: [--model, /models/qwen]'),
    [],
  ],
  [
    'vllm serve',
    'model-unpinned-revision',
    deploymentWith('image: a:1\ncommand: [vllm, serve, Qwen/Qwen2.5-7B]'),
    ['Qwen/Qwen2.5-7B'],
  ],
];

describe('rules for training, serving and models', () => {
  for (const [what, rule, text, found] of CASES) {
    it(`${rule}: ${what}`, () => {
      assert.deepEqual(marked(text, rule), found);
      assert.deepEqual(marked(text.replaceAll('\n', '\r\n'), rule), found, 'with CRLF');
    });
  }
});
