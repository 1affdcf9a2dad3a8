import { t } from '../../../domain/base/text.ts';
import { isInCacheMount } from '../../dockerfile/mounts.ts';
import { isCondaInstall, isPipInstall, pipAddresses, pipPackages } from '../../dockerfile/pipPackage.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { runCommands } from '../../dockerfile/runCommands.ts';
import { isShipped } from '../../dockerfile/stageUse.ts';
import { commandAtEnd, replaced, wordBehind } from '../../lint/fixes/dockerEdits.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

const CONDA = ['conda', 'mamba', 'micromamba'];

/** Whether what a command leaves stays in an image. */
export function staysInImage({ instruction }: RunCommand): boolean {
  return instruction.stage !== undefined && isShipped(instruction.stage);
}

/** Whether the same RUN deletes a folder, or runs a command that cleans up. */
export function isCleaned({ instruction }: RunCommand, isCleaning: (command: RunCommand) => boolean): boolean {
  return runCommands(instruction).some(isCleaning);
}

function deletes(folder: RegExp): (command: RunCommand) => boolean {
  return ({ program, args }) => (program === 'rm' || program === 'find') && args.some(({ text }) => folder.test(text));
}

/** Whether a variable is set for a command: by ENV, ARG or in the RUN itself. */
function isSet({ instruction, command }: RunCommand, name: string): boolean {
  if (instruction.source.body.includes(name) || command.assignments.some(({ text }) => text.startsWith(`${name}=`)))
    return true;
  return instruction.stage?.variablesBefore(instruction).has(name) ?? false;
}

const isCacheLeft = (command: RunCommand): boolean => {
  if (command.has('--no-cache-dir') || command.isDynamic || isSet(command, 'PIP_NO_CACHE_DIR')) return false;
  if (isInCacheMount(command.instruction, ['/root/.cache/pip', 'pip'])) return false;
  const purges = deletes(/\.cache/);
  return !isCleaned(command, (other) => purges(other) || (other.program === 'pip' && other.args[0]?.text === 'cache'));
};

/** pip, uv and conda. */
export const pipRules: readonly DockerRule[] = [
  {
    id: 'docker-pip-no-cache',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['pip'],
    aliases: ['hadolint/DL3042'],
    fix: 'safe',
    check(command, report) {
      const { subcommand, programWord } = command;
      if (subcommand?.text !== 'install' || !programWord || !isCacheLeft(command) || !staysInImage(command)) return;
      report.at(
        { start: programWord.start, end: subcommand.end },
        t('The cache of pip stays in the image: add “--no-cache-dir” or a cache mount.'),
        {
          fixes: () => [
            {
              title: t('Add “{0}”', '--no-cache-dir'),
              edits: [wordBehind(subcommand, '--no-cache-dir')],
              isSafe: true,
            },
          ],
        },
      );
    },
    page: () => ({
      what: 'pip installs without `--no-cache-dir` and without a cache mount.',
      why: 'pip keeps what it downloads. Wheels of PyTorch with CUDA alone add 2 GB to the layer, and nobody uses them again.',
      source: 'pip documentation, Caching; Docker documentation, cache mounts.',
      bad: dockerfileWith('COPY requirements.txt .\nRUN pip install -r requirements.txt'),
      good: dockerfileWith(
        'COPY requirements.txt .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
      ),
    }),
  },
  {
    id: 'docker-uv-conda-cache',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['uv', ...CONDA],
    fix: 'safe',
    check(command, report) {
      if (command.program === 'uv' ? !leavesUv(command) : !leavesConda(command)) return;
      if (command.isDynamic || !staysInImage(command)) return;
      const { programWord, subcommand } = command;
      if (!programWord || !subcommand) return;
      const isUv = command.program === 'uv';
      report.at(
        { start: programWord.start, end: subcommand.end },
        t('The cache of {0} stays in the image: clean it in the same RUN, or use a cache mount.', command.program),
        {
          fixes: () => {
            const edit = isUv
              ? wordBehind(subcommand, '--no-cache')
              : commandAtEnd(command.instruction, `${command.program} clean -afy`);
            return edit
              ? [
                  {
                    title: isUv ? t('Add “{0}”', '--no-cache') : t('Clean the cache in this RUN'),
                    edits: [edit],
                    isSafe: true,
                  },
                ]
              : [];
          },
        },
      );
    },
    page: () => ({
      what: 'uv, conda or mamba leave their cache in a layer.',
      why: 'Packages stand in the image twice: unpacked and as archives. With CUDA that is several gigabytes.',
      source: 'conda documentation, conda clean; uv documentation, Using uv in Docker.',
      bad: dockerfileWith('RUN conda install -y numpy=2.1', 'condaforge/miniforge3:24.9.2-0'),
      good: dockerfileWith('RUN conda install -y numpy=2.1 && conda clean -afy', 'condaforge/miniforge3:24.9.2-0'),
    }),
  },
  {
    id: 'docker-pip-unpinned',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['pip', 'pipx', 'uv'],
    aliases: ['hadolint/DL3013'],
    check(command, report) {
      if (command.has('-c', '--constraint', '--constraints')) return;
      for (const { word, version } of pipPackages(command)) {
        if (version === '' && word.expansions.length === 0)
          report.at(word, t('“{0}” has no version: each build may install another one.', word.text));
      }
    },
    page: () => ({
      what: 'pip installs a package without a version.',
      why: 'The same Dockerfile makes another image tomorrow. A run cannot be repeated, and a release of others breaks the build.',
      source: 'pip documentation, Repeatable Installs.',
      bad: dockerfileWith('RUN pip install --no-cache-dir numpy'),
      good: dockerfileWith('RUN pip install --no-cache-dir numpy==2.1.3'),
    }),
  },
  {
    id: 'docker-torch-unpinned',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['pip', 'uv', ...CONDA],
    aliases: ['hadolint/DL3013'],
    silences: ['docker-pip-unpinned'],
    check(command, report) {
      if (command.has('-c', '--constraint', '--constraints') && !isCondaInstall(command)) return;
      for (const { word, name, version } of pipPackages(command)) {
        if (version === '' && word.expansions.length === 0 && FRAMEWORKS.has(name))
          report.at(
            word,
            t(
              '“{0}” has no version: the next build may bring another CUDA, which the driver of the node may not know.',
              word.text,
            ),
          );
      }
    },
    page: () => ({
      what: 'PyTorch, TensorFlow or JAX is installed without a version.',
      why: 'A new release brings a new CUDA and new defaults. The image then needs a newer driver than the nodes have, or trains differently.',
      source: 'PyTorch, release compatibility matrix.',
      bad: dockerfileWith('RUN pip install --no-cache-dir torch'),
      good: dockerfileWith('RUN pip install --no-cache-dir torch==2.5.1'),
    }),
  },
  {
    id: 'docker-git-plus-unpinned',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['pip', 'pipx', 'uv'],
    aliases: ['hadolint/DL3013'],
    check(command, report) {
      for (const word of pipAddresses(command)) {
        const address = word.text.slice(word.text.indexOf('git+')).replace(/#.*$/, '');
        const path = address.slice(address.indexOf('/', address.indexOf('://') + 3));
        const at = path.lastIndexOf('@');
        const reference = at < 0 ? '' : path.slice(at + 1);
        if (reference === '' || MOVING.has(reference))
          report.at(
            word,
            t('This installs what stands on a branch at the time of the build: name a commit behind “@”.'),
          );
      }
    },
    page: () => ({
      what: '`pip install git+https://…` without a commit or a tag.',
      why: 'Every push to the branch changes the image, and a cached layer keeps an old state without a word.',
      source: 'pip documentation, VCS Support.',
      bad: dockerfileWith('RUN pip install --no-cache-dir git+https://github.com/example/kernels'),
      good: dockerfileWith('RUN pip install --no-cache-dir git+https://github.com/example/kernels@8f3c2d1'),
    }),
  },
  {
    id: 'docker-extra-index-url',
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    programs: ['pip', 'uv'],
    fix: 'choice',
    check(command, report) {
      const option = isPipInstall(command) ? command.option('--extra-index-url') : undefined;
      if (!option) return;
      report.at(
        option,
        t('With “--extra-index-url” any of the indexes may answer for any package, the public one for yours too.'),
        {
          fixes: () => [
            {
              title: t('Use “{0}” instead', '--index-url'),
              edits: [replaced({ start: option.start, end: option.start + '--extra-index-url'.length }, '--index-url')],
              isSafe: false,
            },
          ],
        },
      );
    },
    page: () => ({
      what: 'pip gets a second index with `--extra-index-url`.',
      why: 'pip takes the highest version of all indexes. Who publishes the name of your package on the public one gets code into the image; nightly PyTorch was attacked so in 2022.',
      source: 'pip documentation, pip install, --extra-index-url.',
      bad: dockerfileWith(
        'RUN pip install --no-cache-dir --extra-index-url https://pypi.example.com/simple trainer==1.2',
      ),
      good: dockerfileWith('RUN pip install --no-cache-dir --index-url https://pypi.example.com/simple trainer==1.2'),
    }),
  },
];

const MOVING = new Set(['main', 'master', 'develop', 'dev', 'HEAD', 'nightly']);
const FRAMEWORKS = new Set([
  'torch',
  'torchvision',
  'torchaudio',
  'pytorch',
  'tensorflow',
  'tensorflow-gpu',
  'tensorflow-cpu',
  'jax',
  'jaxlib',
]);

function leavesUv(command: RunCommand): boolean {
  const name = command.subcommand?.text ?? '';
  if (!['install', 'sync', 'add'].includes(name) || command.has('--no-cache', '-n', '--no-cache-dir')) return false;
  if (isSet(command, 'UV_NO_CACHE') || isInCacheMount(command.instruction, ['/root/.cache/uv', 'uv'])) return false;
  const deletesCache = deletes(/\.cache/);
  return !isCleaned(
    command,
    (other) => deletesCache(other) || (other.program === 'uv' && other.args[0]?.text === 'cache'),
  );
}

function leavesConda(command: RunCommand): boolean {
  const isEnv =
    command.subcommand?.text === 'env' && command.args.some(({ text }) => text === 'create' || text === 'update');
  if (!isCondaInstall(command) && !isEnv) return false;
  if (isInCacheMount(command.instruction, ['/opt/conda/pkgs', 'pkgs', 'conda'])) return false;
  const deletesPackages = deletes(/pkgs/);
  return !isCleaned(
    command,
    (other) => deletesPackages(other) || (CONDA.includes(other.program) && other.subcommand?.text === 'clean'),
  );
}
