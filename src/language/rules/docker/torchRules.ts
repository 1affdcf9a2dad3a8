import { t } from '../../../domain/base/text.ts';
import { isCondaInstall, pipAddresses, pipPackages } from '../../dockerfile/pipPackage.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { stageCommands } from '../../dockerfile/stageCommands.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import { lineBefore } from '../../lint/fixes/dockerEdits.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { cudaOf } from './cudaImage.ts';

/** Images that bring a framework with them. */
const BRINGS: ReadonlyMap<string, string> = new Map([
  ['docker.io/pytorch/pytorch', 'torch'],
  ['nvcr.io/nvidia/pytorch', 'torch'],
  ['docker.io/rocm/pytorch', 'torch'],
  ['docker.io/huggingface/transformers-pytorch-gpu', 'torch'],
  ['docker.io/tensorflow/tensorflow', 'tensorflow'],
  ['nvcr.io/nvidia/tensorflow', 'tensorflow'],
]);
/** Their wheels bring cuDNN as a package. */
const WITH_CUDNN = new Set(['torch', 'tensorflow', 'nvidia-cudnn-cu11', 'nvidia-cudnn-cu12', 'nvidia-cudnn-cu13']);
/** Packages whose sources are compiled for a list of GPUs. */
const KERNELS =
  /git\+.*\/(?:flash-attention|apex|pytorch3d|detectron2|xformers|mamba|causal-conv1d|tiny-cuda-nn|MinkowskiEngine|GroundingDINO|DeepSpeed|gsplat|nvdiffrast)\b/i;

/** All commands of a stage and of those that it goes on from, the first ones first. */
function commandsOf(stage: Stage): readonly RunCommand[] {
  return stage.chain.toReversed().flatMap(stageCommands);
}

/** PyTorch and what it brings. */
export const torchRules: readonly DockerRule[] = [
  {
    id: 'docker-torch-index-mismatch',
    on: 'command',
    kinds: 'RUN, FROM',
    severity: 'warning',
    programs: ['pip', 'uv'],
    check(command, report) {
      const index = command.args.find(({ text }) => text.includes('/whl/cu'));
      const [, major, minor] = /\/whl\/(?:\w+\/)?cu(\d\d)(\d)(?!\d)/.exec(index?.text ?? '') ?? [];
      const image = command.instruction.stage?.root.image;
      const cuda = image && cudaOf(image);
      if (!index || major === undefined || minor === undefined || !cuda || cuda.major === Number(major)) return;
      report.at(
        index,
        t(
          'Wheels for CUDA {0} on a base with CUDA {1}: extensions are compiled against one and loaded with the other.',
          `${major}.${minor}`,
          cuda.text,
        ),
      );
    },
    page: () => ({
      what: 'The index of PyTorch is for another major version of CUDA than the base image.',
      why: 'The wheel brings its own CUDA, so the image holds two. What is compiled in the image uses the one of the base and fails when it meets the other.',
      source: 'PyTorch, Get Started; torch.utils.cpp_extension checks the versions.',
      bad: dockerfileWith(
        'RUN pip install --no-cache-dir torch==2.5.1 --index-url https://download.pytorch.org/whl/cu121',
        'nvidia/cuda:11.8.0-devel-ubuntu22.04',
      ),
      good: dockerfileWith(
        'RUN pip install --no-cache-dir torch==2.5.1 --index-url https://download.pytorch.org/whl/cu121',
        'nvidia/cuda:12.1.1-devel-ubuntu22.04',
      ),
    }),
  },
  {
    id: 'docker-torch-double-install',
    on: 'command',
    kinds: 'RUN, FROM',
    severity: 'warning',
    programs: ['pip', 'uv', 'conda', 'mamba'],
    check(command, report) {
      const image = command.instruction.stage?.root.image;
      const brought = image && BRINGS.get(`${image.registry}/${image.repository}`);
      if (brought === undefined) return;
      const isForced =
        command.has('-U', '--upgrade', '--force-reinstall', '-I', '--ignore-installed') || isCondaInstall(command);
      for (const { word, name, version } of pipPackages(command)) {
        const isFramework = name === brought || (name === 'pytorch' && brought === 'torch');
        const [, wanted] = /^={1,3}(\d[\d.]*)/.exec(version) ?? [];
        const isOther = wanted !== undefined && image?.tag?.startsWith(wanted) !== true;
        if (isFramework && (isOther || isForced))
          report.at(
            word,
            t('The base image has “{0}” already: this stores it a second time, several gigabytes.', brought),
          );
      }
    },
    page: () => ({
      what: 'PyTorch or TensorFlow is installed over a base image that has it.',
      why: 'Layers only add: the old files stay below, so the image carries the framework and its CUDA twice.',
      source: 'Docker documentation, layers; the images of the projects.',
      bad: dockerfileWith(
        'RUN pip install --no-cache-dir torch==2.4.0',
        'pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime',
      ),
      good: dockerfileWith(
        'RUN pip install --no-cache-dir einops==0.8.0',
        'pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime',
      ),
    }),
  },
  {
    id: 'docker-cudnn-duplicate',
    on: 'stage',
    kinds: 'RUN',
    severity: 'warning',
    check(stage, report) {
      const own = stageCommands(stage);
      const word = own
        .filter(({ program }) => program === 'apt-get' || program === 'apt')
        .flatMap(({ args }) => args)
        .find(({ text }) => /^libcudnn\d|^cudnn\d?-cuda/.test(text));
      if (!word) return;
      const wheels = commandsOf(stage).some(
        (command) =>
          !command.args.some(({ text }) => text.endsWith('/whl/cpu')) &&
          !isCondaInstall(command) &&
          pipPackages(command).some(({ name }) => WITH_CUDNN.has(name)),
      );
      if (wheels)
        report.at(word, t('cuDNN comes with the wheel as well: this one is never loaded and takes about 1 GB.'));
    },
    page: () => ({
      what: 'cuDNN is installed as a package of the system and comes with a wheel too.',
      why: 'Wheels of PyTorch and TensorFlow for CUDA depend on their own cuDNN and load that. The other one only makes the image larger.',
      source: 'PyPI, requirements of torch (nvidia-cudnn-cu12).',
      bad: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends libcudnn9-cuda-12 && rm -rf /var/lib/apt/lists/*\nRUN pip install --no-cache-dir torch==2.5.1',
      ),
      good: dockerfileWith('RUN pip install --no-cache-dir torch==2.5.1'),
    }),
  },
  {
    id: 'docker-compile-arch-missing',
    on: 'command',
    kinds: 'RUN',
    severity: 'info',
    programs: ['pip', 'uv'],
    fix: 'choice',
    check(command, report) {
      const word = pipAddresses(command).find(({ text }) => KERNELS.test(text));
      if (!word || command.instruction.source.text.includes('TORCH_CUDA_ARCH_LIST')) return;
      report.at(
        word,
        t('CUDA kernels are compiled for the GPU of the machine that builds, or for none: set TORCH_CUDA_ARCH_LIST.'),
        {
          fixes: () => [
            {
              title: t('Add “{0}”', 'ENV TORCH_CUDA_ARCH_LIST'),
              edits: [lineBefore(command.instruction, 'ENV TORCH_CUDA_ARCH_LIST="8.0;8.6;9.0+PTX"')],
              isSafe: false,
            },
          ],
        },
      );
    },
    page: () => ({
      what: 'CUDA kernels are compiled in the build and TORCH_CUDA_ARCH_LIST is not set.',
      why: 'A build has no GPU, so the compiler guesses. The image then fails on the node with “no kernel image is available for execution on the device”.',
      source: 'PyTorch documentation, torch.utils.cpp_extension.CUDAExtension.',
      bad: dockerfileWith(
        'RUN pip install --no-cache-dir git+https://github.com/NVIDIA/apex@2386a91',
        'nvidia/cuda:12.4.1-devel-ubuntu22.04',
      ),
      good: dockerfileWith(
        'ENV TORCH_CUDA_ARCH_LIST="8.0;9.0"\nRUN pip install --no-cache-dir git+https://github.com/NVIDIA/apex@2386a91',
        'nvidia/cuda:12.4.1-devel-ubuntu22.04',
      ),
    }),
  },
];
