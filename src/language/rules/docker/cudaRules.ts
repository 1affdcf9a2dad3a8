import { t } from '../../../domain/base/text.ts';
import { printImageRef } from '../../../domain/images/imageRef.ts';
import { pipPackages } from '../../dockerfile/pipPackage.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { stageCommands } from '../../dockerfile/stageCommands.ts';
import { lineBefore } from '../../lint/fixes/dockerEdits.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { cudaOf, isCudaImage, repositoryOf } from './cudaImage.ts';
import { endOfLife } from './endOfLife.ts';

const FLOATING = new Set([
  'docker.io/nvidia/cuda',
  'nvcr.io/nvidia/cuda',
  'docker.io/pytorch/pytorch',
  'docker.io/tensorflow/tensorflow',
]);
const DRIVER =
  /^(?:nvidia-driver-|nvidia-headless-|nvidia-utils-|nvidia-dkms-|nvidia-kernel-|libnvidia-(?:compute|gl|encode|decode)-|libcuda1(?:$|[=-])|cuda-drivers)/;
/** Programs that compile at run time, so that the compiler is needed there. */
const COMPILES =
  /deepspeed|flash-attn|flash_attn|triton|nvcc|ninja|apex|xformers|vllm|sglang|tensorrt|cpp_extension|setup\.py|cupy|numba/i;
const GPU_WHEEL = /\/whl\/(?:\w+\/)?cu\d/;
/** Images of one architecture. */
const AMD64_ONLY = /^docker\.io\/(?:pytorch\/pytorch|tensorflow\/tensorflow)$/;

/** CUDA, its images and its driver. */
export const cudaRules: readonly DockerRule[] = [
  {
    id: 'docker-cuda-floating-tag',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    check(stage, report) {
      const { image, baseWord } = stage;
      if (!image || !baseWord || image.digest !== undefined || image.tag === undefined || image.tag === 'latest')
        return;
      if (!FLOATING.has(repositoryOf(image)) || /^\d+\.\d+\.\d+/.test(image.tag)) return;
      report.at(baseWord, t('“{0}” moves with every release of it: name the whole version.', printImageRef(image)));
    },
    page: () => ({
      what: 'An image of CUDA, PyTorch or TensorFlow with a tag that is not a whole version.',
      why: 'The tag moves to another CUDA. The next build may need a newer driver than the nodes have, and old runs cannot be repeated.',
      source: 'NVIDIA, CUDA images on Docker Hub, Supported tags.',
      bad: dockerfileWith('RUN nvcc --version', 'nvidia/cuda:12.4-devel-ubuntu22.04'),
      good: dockerfileWith('RUN nvcc --version', 'nvidia/cuda:12.4.1-devel-ubuntu22.04'),
    }),
  },
  {
    id: 'docker-cuda-devel-final',
    on: 'stage',
    kinds: 'last stage',
    severity: 'warning',
    check(stage, report) {
      const { image, baseWord } = stage.root;
      if (!stage.isLast || !image || !baseWord || !isCudaImage(image) || !/(?:^|-)devel(?:-|$)/.test(image.tag ?? ''))
        return;
      if (COMPILES.test(stage.file.text)) return;
      report.at(
        baseWord,
        t(
          'The last stage carries compilers and headers of CUDA, about 5 GB: build in this one, and run in one with “runtime”.',
        ),
      );
    },
    page: () => ({
      what: 'The last stage starts from a `devel` image of CUDA.',
      why: 'Compilers, headers and static libraries are needed to build, not to run. Every node pulls them before the first pod starts.',
      source: 'NVIDIA, CUDA images on Docker Hub, Overview of Images.',
      bad: dockerfileWith('COPY train /usr/local/bin/train\nCMD ["train"]', 'nvidia/cuda:12.4.1-devel-ubuntu22.04'),
      good: dockerfileWith('COPY train /usr/local/bin/train\nCMD ["train"]', 'nvidia/cuda:12.4.1-runtime-ubuntu22.04'),
    }),
  },
  {
    id: 'docker-cuda-driver-in-image',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['apt-get', 'apt', 'yum', 'dnf', 'microdnf', 'zypper'],
    check(command, report) {
      if (command.subcommand?.text !== 'install') return;
      for (const word of command.args)
        if (DRIVER.test(word.text))
          report.at(
            word,
            t(
              '“{0}” is part of the driver, which comes from the node: another version in the image hides it.',
              word.text,
            ),
          );
    },
    page: () => ({
      what: 'The driver of NVIDIA, or its libcuda, is installed in the image.',
      why: 'The container toolkit mounts the libraries of the host’s driver. Those of the image are for another kernel module: “driver/library version mismatch”.',
      source: 'NVIDIA Container Toolkit documentation, Architecture.',
      bad: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends nvidia-driver-550 && rm -rf /var/lib/apt/lists/*',
        'ubuntu:24.04',
      ),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
        'ubuntu:24.04',
      ),
    }),
  },
  {
    id: 'docker-base-eol-cuda',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    check({ image, baseWord }, report) {
      const ended = image && endOfLife(image, cudaOf(image));
      if (ended && baseWord)
        report.at(
          baseWord,
          t(
            '{0} has had no updates since {1}: known holes stay open, and packages vanish from its servers.',
            ended.what,
            ended.since,
          ),
        );
    },
    page: () => ({
      what: 'The base image, or the CUDA in it, is no longer supported by who makes it.',
      why: 'There are no fixes any more, and its package servers move to an archive: the next build without cache fails.',
      source: 'Release pages of Ubuntu, Debian, Python, Node.js, CentOS; NVIDIA, support policy of the CUDA images.',
      bad: dockerfileWith('RUN nvcc --version', 'nvidia/cuda:10.2-devel-ubuntu18.04'),
      good: dockerfileWith('RUN nvcc --version', 'nvidia/cuda:12.4.1-devel-ubuntu22.04'),
    }),
  },
  {
    id: 'docker-nvidia-env-missing',
    on: 'stage',
    kinds: 'last stage',
    severity: 'info',
    isAboutAbsence: true,
    aliases: ['kyverno/check-nvidia-gpu'],
    fix: 'choice',
    check(stage, report) {
      const { image } = stage.root;
      if (!stage.isLast || !image || isCudaImage(image) || !PLAIN_BASE.test(repositoryOf(image))) return;
      if (stage.envValue('NVIDIA_VISIBLE_DEVICES') !== undefined) return;
      const install = stage.chain.flatMap(stageCommands).find(isForGpu);
      const word = install?.programWord;
      const at = stage.lastOf('CMD') ?? stage.lastOf('ENTRYPOINT') ?? install?.instruction;
      if (!install || !word || !at) return;
      report.at(
        word,
        t(
          'The image is for GPUs and does not set NVIDIA_VISIBLE_DEVICES: where the runtime goes by it, no driver is mounted.',
        ),
        {
          fixes: () => [
            {
              title: t('Add “{0}”', 'ENV NVIDIA_VISIBLE_DEVICES'),
              edits: [lineBefore(at, 'ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility')],
              isSafe: false,
            },
          ],
        },
      );
    },
    page: () => ({
      what: 'Packages for CUDA on a base that is not of NVIDIA, without NVIDIA_VISIBLE_DEVICES.',
      why: 'With the NVIDIA runtime as default, the variable decides whether GPUs and driver are mounted. NVIDIA’s images set it, others do not.',
      source: 'NVIDIA Container Toolkit documentation, Specialized Configurations.',
      bad: dockerfileWith(
        'RUN pip install --no-cache-dir torch==2.5.1 --index-url https://download.pytorch.org/whl/cu121\nCMD ["python", "train.py"]',
      ),
      good: dockerfileWith(
        'RUN pip install --no-cache-dir torch==2.5.1 --index-url https://download.pytorch.org/whl/cpu\nCMD ["python", "train.py"]',
      ),
    }),
  },
  {
    id: 'docker-platform-arm-gpu',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    check({ image, baseWord, from }, report) {
      const platform = from.flag('platform')?.value;
      if (!image || !baseWord || platform === undefined || !/^linux\/arm64\b/.test(platform)) return;
      if (!AMD64_ONLY.test(repositoryOf(image)) || !/cuda|gpu/.test(image.tag ?? '')) return;
      report.at(baseWord, t('“{0}” is built for amd64 only.', printImageRef(image)));
    },
    page: () => ({
      what: 'An arm64 platform with a base image that is published for amd64 only.',
      why: 'The build ends with “no match for platform in manifest”, after all that stands before it.',
      source: 'Docker Hub, tags of pytorch/pytorch and tensorflow/tensorflow.',
      bad: 'FROM --platform=linux/arm64 pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime\n',
      good: 'FROM --platform=linux/arm64 nvidia/cuda:12.4.1-runtime-ubuntu22.04\n',
    }),
  },
];

/** Bases that set nothing for NVIDIA. */
const PLAIN_BASE =
  /^docker\.io\/(?:library\/(?:python|ubuntu|debian)|continuumio\/miniconda3|condaforge\/miniforge3|mambaorg\/micromamba)$/;

function isForGpu(command: RunCommand): boolean {
  if (
    pipPackages(command).some(
      ({ name, word }) =>
        name === 'onnxruntime-gpu' || name === 'vllm' || /^(?:jax|tensorflow)\[.*cuda/.test(word.text),
    )
  )
    return true;
  return command.program === 'pip' && command.args.some(({ text }) => GPU_WHEEL.test(text));
}
