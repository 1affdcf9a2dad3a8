import { t } from '../../../domain/base/text.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { stageCommands } from '../../dockerfile/stageCommands.ts';
import { isCondaInstall } from '../../dockerfile/pipPackage.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { repositoryOf } from './cudaImage.ts';

const CONDA_BASE = /^docker\.io\/(?:continuumio\/|condaforge\/|mambaorg\/|pytorch\/pytorch$)/;
const APT_PYTHON = /^python3?(?:\.\d+)?(?:-pip|-dev|-venv)?(?:=|$)/;
const DOWNLOAD = /\b(?:from_pretrained|snapshot_download|hf_hub_download)\(/;

/** Models in a build, and Pythons beside each other. */
export const modelRules: readonly DockerRule[] = [
  {
    id: 'docker-hf-download-in-build-no-revision',
    on: 'command',
    kinds: 'RUN',
    severity: 'info',
    programs: ['huggingface-cli', 'hf', 'python'],
    check(command, report) {
      const { program, subcommand, args } = command;
      if (program === 'python') {
        const code = args.find(({ text }) => DOWNLOAD.test(text));
        if (!code || code.text.includes('revision')) return;
      } else if (subcommand?.text !== 'download' || command.has('--revision', '--help') || command.isDynamic) return;
      report.at(command, t('The model is downloaded without a revision: each build may store other weights.'));
    },
    page: () => ({
      what: 'A model is downloaded in the build without a revision.',
      why: 'Its main branch moves. The image changes without a change of the file, and a cached layer keeps old weights.',
      source: 'Hugging Face documentation, Download files, revision.',
      bad: dockerfileWith('RUN hf download org/model --local-dir /model'),
      good: dockerfileWith('RUN hf download org/model --revision 8f3c2d1 --local-dir /model'),
    }),
  },
  {
    id: 'docker-apt-python-and-conda',
    on: 'stage',
    kinds: 'RUN',
    severity: 'warning',
    check(stage, report) {
      const commands = stageCommands(stage);
      const word = commands
        .filter(isAptInstall)
        .flatMap(({ args }) => args)
        .find(({ text }) => APT_PYTHON.test(text));
      if (!word) return;
      const { image } = stage.root;
      const hasConda =
        (image && CONDA_BASE.test(repositoryOf(image))) ||
        stage.chain.some((one) => stageCommands(one).some(isCondaInstall));
      if (hasConda)
        report.at(word, t('Conda brings a Python of its own: which one “python” and “pip” are depends on PATH.'));
    },
    page: () => ({
      what: 'Python comes from apt and from conda.',
      why: 'pip of the one installs where python of the other does not look: “No module named torch” in an image that has it.',
      source: 'conda documentation, Using pip in a conda environment.',
      bad: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*',
        'condaforge/miniforge3:24.9.2-0',
      ),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
        'condaforge/miniforge3:24.9.2-0',
      ),
    }),
  },
  {
    id: 'docker-wget-and-curl',
    on: 'stage',
    kinds: 'RUN',
    severity: 'warning',
    aliases: ['hadolint/DL4001', 'trivy/DS-0014', 'trivy/DS014'],
    check(stage, report) {
      const commands = stageCommands(stage);
      const first = commands.find(({ program }) => program === 'wget' || program === 'curl');
      const other =
        first &&
        commands.find(({ program }) => program !== first.program && (program === 'wget' || program === 'curl'));
      if (other?.programWord)
        report.at(
          other.programWord,
          t('This stage downloads with “{0}” too: one of the two is enough.', first?.program ?? ''),
        );
    },
    page: () => ({
      what: 'One stage uses both wget and curl.',
      why: 'Two programs are installed, patched and scanned for the same work.',
      source: 'Trivy, check DS-0014.',
      bad: dockerfileWith('RUN curl -fsSLO https://example.com/a.tar && wget -q https://example.com/b.tar'),
      good: dockerfileWith('RUN curl -fsSLO https://example.com/a.tar && curl -fsSLO https://example.com/b.tar'),
    }),
  },
];

function isAptInstall({ program, subcommand }: RunCommand): boolean {
  return (program === 'apt-get' || program === 'apt') && subcommand?.text === 'install';
}
