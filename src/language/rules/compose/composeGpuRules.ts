import { t } from '../../../domain/base/text.ts';
import { isForGpus } from '../../compose/composeService.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import { serviceWith } from './serviceWith.ts';

const reservation = (lines: string, rest = ''): string =>
  serviceWith(
    `image: trainer:1\nshm_size: 8gb\n${rest}deploy:\n  resources:\n    reservations:\n      devices:\n        - driver: nvidia\n${lines
      .trim()
      .split('\n')
      .map((line) => `          ${line}`)
      .join('\n')}`,
  );
const DEPLOY = 'Docker documentation, Run Docker Compose services with GPU access; compose-go 2.16, measured.';

/** GPUs of services. */
export const composeGpuRules: readonly ComposeRule[] = [
  {
    id: 'compose-gpu-capabilities-missing',
    on: 'service',
    kinds: 'device reservation',
    severity: 'error',
    silences: ['compose-schema'],
    fix: 'safe',
    check({ devices }, report) {
      for (const device of devices) {
        if (device.at('capabilities')) continue;
        report.at(device.headSpan, t('A reservation of devices needs “capabilities”.'), {
          fixes: () => {
            const edit = insertUnder(device, [], 'capabilities: [gpu]');
            return edit ? [{ title: t('Add “{0}”', 'capabilities: [gpu]'), edits: [edit], isSafe: true }] : [];
          },
        });
      }
    },
    page: () => ({
      what: 'A reservation of devices without `capabilities`.',
      why: 'It is the only field that must be there. Compose refuses the file.',
      source: DEPLOY,
      bad: reservation('count: 1'),
      good: reservation('count: 1\ncapabilities: [gpu]'),
    }),
  },
  {
    id: 'compose-gpu-count-and-ids',
    on: 'service',
    kinds: 'device reservation',
    severity: 'error',
    fix: 'choice',
    check({ devices }, report) {
      for (const device of devices) {
        const [count, ids] = [device.at('count'), device.at('device_ids')];
        if (count && ids)
          report.at(ids.headSpan, t('Either a number of devices or their ids, not both.'), {
            fixes: () => choiceFix(t('Remove “{0}”', 'count'), removeEntry(count)),
          });
      }
    },
    page: () => ({
      what: 'A reservation with `count` and `device_ids`.',
      why: 'Compose refuses the file: the two exclude each other.',
      source: DEPLOY,
      bad: reservation("count: 1\ndevice_ids: ['0']\ncapabilities: [gpu]"),
      good: reservation("device_ids: ['0']\ncapabilities: [gpu]"),
    }),
  },
  {
    id: 'compose-gpu-capability-value',
    on: 'service',
    kinds: 'device reservation',
    severity: 'warning',
    check({ devices }, report) {
      for (const device of devices) {
        const list = device.at('capabilities');
        const words = Array.from(list?.items() ?? [], ({ text }) => text ?? '$');
        if (!list || words.length === 0 || words.some((word) => /^(?:gpu|nvidia)$|\$/.test(word))) continue;
        if (device.at('driver')?.text === 'nvidia')
          report.at(list.headSpan, t('Without the capability “gpu” the engine finds no driver for this.'));
      }
    },
    page: () => ({
      what: 'A reservation for the NVIDIA driver whose capabilities lack `gpu`.',
      why: 'The engine asks drivers for a capability, and NVIDIA’s answers to `gpu`: “could not select device driver”.',
      source: 'moby, daemon, nvidia driver; Docker documentation, GPU access.',
      bad: reservation('count: 1\ncapabilities: [utility]'),
      good: reservation('count: 1\ncapabilities: [gpu, utility]'),
    }),
  },
  {
    id: 'compose-gpu-count-type',
    on: 'service',
    kinds: 'device reservation',
    severity: 'error',
    check(service, report) {
      const gpus = Array.from(service.at('gpus')?.items() ?? []);
      for (const device of [...service.devices, ...gpus]) {
        const count = device.at('count');
        const text = count?.text;
        if (count && text !== undefined && !text.includes('$') && !/^-?\d+$|^all$/.test(text))
          report.at(count.span, t('“{0}” is neither a whole number nor “all”.', text));
      }
    },
    page: () => ({
      what: '`count` of a reservation is neither a whole number nor `all`.',
      why: 'Compose refuses the file.',
      source: DEPLOY,
      bad: reservation('count: many\ncapabilities: [gpu]'),
      good: reservation('count: all\ncapabilities: [gpu]'),
    }),
  },
  {
    id: 'compose-gpu-under-limits',
    on: 'service',
    kinds: 'deploy',
    severity: 'error',
    silences: ['compose-schema'],
    check(service, report) {
      const devices = service.at('deploy', 'resources', 'limits', 'devices');
      if (devices)
        report.at(devices.headSpan, t('Devices are reserved: they stand below “reservations”, not below “limits”.'));
    },
    page: () => ({
      what: '`devices` stands below `limits`.',
      why: 'Compose refuses the file: only reservations have devices.',
      source: DEPLOY,
      bad: serviceWith(
        'image: trainer:1\nshm_size: 8gb\ndeploy:\n  resources:\n    limits:\n      devices:\n        - capabilities: [gpu]',
      ),
      good: reservation('count: 1\ncapabilities: [gpu]'),
    }),
  },
  {
    id: 'compose-gpus-and-deploy',
    on: 'service',
    kinds: 'service',
    severity: 'warning',
    fix: 'choice',
    check(service, report) {
      const gpus = service.at('gpus');
      if (gpus && service.devices.some(isForGpus))
        report.at(gpus.headSpan, t('“{0}” asks for GPUs twice, here and below “deploy”.', service.name), {
          fixes: () => choiceFix(t('Remove “{0}”', 'gpus'), removeEntry(gpus)),
        });
    },
    page: () => ({
      what: 'A service has `gpus` and a reservation of GPUs.',
      why: 'Both requests go to the engine. With numbers that differ, which GPUs the container gets is up to the driver.',
      source: 'Compose specification, gpus.',
      bad: reservation('count: 1\ncapabilities: [gpu]', 'gpus: all\n'),
      good: reservation('count: 1\ncapabilities: [gpu]'),
    }),
  },
  {
    id: 'compose-runtime-nvidia-legacy',
    on: 'service',
    kinds: 'service',
    severity: 'info',
    check(service, report) {
      const runtime = service.at('runtime');
      if (runtime && service.text('runtime') === 'nvidia' && !service.at('gpus') && !service.devices.some(isForGpus))
        report.at(
          runtime.headSpan,
          t(
            'The runtime “nvidia” must be set up on every machine, and gives all GPUs: “gpus” or a reservation says which.',
          ),
        );
    },
    page: () => ({
      what: '`runtime: nvidia` instead of `gpus` or a reservation.',
      why: 'Engines without that runtime in their configuration refuse the container, and how many GPUs it gets hangs on a variable.',
      source: 'NVIDIA Container Toolkit documentation, Specialized Configurations.',
      bad: serviceWith('image: trainer:1\nruntime: nvidia'),
      good: serviceWith('image: trainer:1\ngpus: all'),
    }),
  },
  {
    id: 'compose-privileged-gpu',
    on: 'service',
    kinds: 'service',
    severity: 'warning',
    fix: 'choice',
    check(service, report) {
      const privileged = service.at('privileged');
      if (privileged?.boolean === true && service.asksForGpus)
        report.at(
          privileged.headSpan,
          t('GPUs need no privileges: “privileged” also opens every other device of the machine.'),
          { fixes: () => choiceFix(t('Remove “{0}”', 'privileged'), removeEntry(privileged)) },
        );
    },
    page: () => ({
      what: 'A service with GPUs is privileged.',
      why: 'The container toolkit mounts what a GPU needs. A privileged container is root on the machine, and sees all GPUs whatever was reserved.',
      source: 'Docker documentation, Runtime privilege; NVIDIA Container Toolkit documentation.',
      bad: serviceWith('image: trainer:1\ngpus: all\nprivileged: true'),
      good: serviceWith('image: trainer:1\ngpus: all'),
    }),
  },
  {
    id: 'compose-shm-size-missing',
    on: 'service',
    kinds: 'service',
    severity: 'warning',
    isAboutAbsence: true,
    fix: 'choice',
    check(service, report) {
      if (
        service.isPart ||
        service.at('shm_size') ||
        service.at('ipc') ||
        !usesSharedMemory(service.repository, service.command)
      )
        return;
      if (
        service.mounts.some(({ target }) => target === '/dev/shm') ||
        service.at('tmpfs')?.isList ||
        service.at('tmpfs')?.text?.startsWith('/dev/shm') === true
      )
        return;
      report.at(service.head, t('/dev/shm of a container is 64 MB: workers that load data, and NCCL, need more.'), {
        fixes: () => choiceFix(t('Add “{0}”', 'shm_size: 8gb'), insertUnder(service.value, [], 'shm_size: 8gb')),
      });
    },
    page: () => ({
      what: 'A service runs PyTorch or a model server and sets neither `shm_size` nor `ipc: host`.',
      why: 'Data loaders pass tensors through /dev/shm. With the 64 MB of the engine they end with “Bus error”, often hours after the start.',
      source: 'PyTorch documentation, Docker image; Docker documentation, --shm-size.',
      bad: serviceWith('image: pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime\ngpus: all'),
      good: serviceWith('image: pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime\ngpus: all\nshm_size: 8gb'),
    }),
  },
];

const FRAMEWORKS =
  /^(?:docker\.io\/(?:pytorch\/pytorch|vllm\/vllm-openai|rocm\/(?:pytorch|vllm)|huggingface\/transformers-pytorch-gpu|lmsysorg\/sglang)|nvcr\.io\/nvidia\/(?:pytorch|tritonserver|nemo)|ghcr\.io\/huggingface\/text-generation-inference)$/;

function usesSharedMemory(repository: string, command: string): boolean {
  return FRAMEWORKS.test(repository) || /\b(?:torchrun|accelerate launch|deepspeed)\b/.test(command);
}
