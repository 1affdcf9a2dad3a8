import { t } from '../../../domain/base/text.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { wordBehind } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import type { Severity } from '../../lint/severity.ts';

/** A command that should have an option, one a line. */
interface MissingOption {
  readonly id: string;
  readonly severity: Severity;
  readonly programs: readonly string[];
  /** Without them, every command of the programs. */
  readonly subcommands?: ReadonlySet<string>;
  /** One of these is enough. */
  readonly options: readonly string[];
  /** Other reasons to say nothing. */
  readonly isFine?: (command: RunCommand) => boolean;
  readonly message: (program: string) => string;
  readonly aliases: readonly string[];
  readonly page: () => RulePage;
}

/** What of apt-get, yum and such asks the user before it does something. */
const ASKING = new Set([
  'install',
  'reinstall',
  'upgrade',
  'dist-upgrade',
  'full-upgrade',
  'remove',
  'purge',
  'autoremove',
  'build-dep',
  'satisfy',
]);
const RPM_ASKING = new Set([
  'install',
  'reinstall',
  'update',
  'upgrade',
  'remove',
  'erase',
  'groupinstall',
  'localinstall',
  'module',
]);
const ZYPPER_ASKING = new Set(['install', 'in', 'remove', 'rm', 'update', 'up', 'patch', 'source-install', 'si']);

const waits = (program: string): string =>
  t('“{0}” asks before it goes on, and nobody answers in a build: it needs “-y”.', program);
/** Something answers for the user, or nothing is done. */
const isAnswered = (command: RunCommand): boolean =>
  command.command.before === '|' ||
  command.command.redirects.some(({ operator }) => operator.startsWith('<')) ||
  command.has('--help', '--version', '--simulate', '--dry-run');

/** Whether a program without subcommands that always ask is about to ask. */
const asks = ({ program, subcommand, args, instruction }: RunCommand): boolean => {
  if (program === 'add-apt-repository') return subcommand !== undefined;
  if (program === 'pacman') return /^-[SRU]/.test(args[0]?.text ?? '');
  const isChange = ['install', 'update', 'upgrade', 'create', 'remove', 'uninstall'].includes(subcommand?.text ?? '');
  return isChange && !/CONDA_ALWAYS_YES|MAMBA_ALWAYS_YES|always_yes/.test(instruction.source.text);
};

const ROWS: readonly MissingOption[] = [
  {
    id: 'docker-apt-no-yes',
    severity: 'warning',
    programs: ['apt-get', 'apt', 'aptitude'],
    subcommands: ASKING,
    options: ['-y', '--yes', '--assume-yes', '-qq', '--assume-no'],
    isFine: (command) => isAnswered(command) || /Assume-Yes|-q=2/i.test(command.instruction.source.text),
    message: waits,
    aliases: ['hadolint/DL3014', 'trivy/DS-0021', 'trivy/DS021'],
    page: () => ({
      what: 'apt-get changes packages without `-y`.',
      why: 'apt-get asks before it installs more than was named. A build has no terminal, so it stops with “Abort.”.',
      source: 'apt-get(8), option --yes.',
      bad: dockerfileWith(
        'RUN apt-get update && apt-get install --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
    }),
  },
  {
    id: 'docker-yum-no-yes',
    severity: 'warning',
    programs: ['yum'],
    subcommands: RPM_ASKING,
    options: ['-y', '--assumeyes', '--assumeno'],
    isFine: isAnswered,
    message: waits,
    aliases: ['hadolint/DL3030'],
    page: () => ({
      what: 'yum changes packages without `-y`.',
      why: 'yum asks before every transaction. A build has no terminal, so the step fails.',
      source: 'yum(8), option -y.',
      bad: dockerfileWith('RUN yum install git && yum clean all', 'rockylinux:9.3'),
      good: dockerfileWith('RUN yum install -y git && yum clean all', 'rockylinux:9.3'),
    }),
  },
  {
    id: 'docker-dnf-no-yes',
    severity: 'warning',
    programs: ['dnf', 'dnf5', 'microdnf'],
    subcommands: RPM_ASKING,
    options: ['-y', '--assumeyes', '--assumeno'],
    isFine: isAnswered,
    message: waits,
    aliases: ['hadolint/DL3038'],
    page: () => ({
      what: 'dnf changes packages without `-y`.',
      why: 'dnf asks before every transaction. A build has no terminal, so the step fails.',
      source: 'dnf(8), option --assumeyes.',
      bad: dockerfileWith('RUN dnf install git && dnf clean all', 'rockylinux:9.3'),
      good: dockerfileWith('RUN dnf install -y git && dnf clean all', 'rockylinux:9.3'),
    }),
  },
  {
    id: 'docker-zypper-no-yes',
    severity: 'warning',
    programs: ['zypper'],
    subcommands: ZYPPER_ASKING,
    options: ['-n', '-y', '--non-interactive', '--no-confirm'],
    isFine: isAnswered,
    message: waits,
    aliases: ['hadolint/DL3034'],
    page: () => ({
      what: 'zypper changes packages without `-y` or `--non-interactive`.',
      why: 'zypper asks before it installs or removes. A build has no terminal, so the step fails.',
      source: 'zypper(8), option --no-confirm.',
      bad: dockerfileWith('RUN zypper install git && zypper clean', 'opensuse/leap:15.6'),
      good: dockerfileWith('RUN zypper install -y git && zypper clean', 'opensuse/leap:15.6'),
    }),
  },
  {
    id: 'docker-sh-missing-yes',
    severity: 'warning',
    programs: ['conda', 'mamba', 'micromamba', 'add-apt-repository', 'pacman'],
    options: ['-y', '--yes', '--noconfirm', '-q', '--assume-yes'],
    isFine: (command) => isAnswered(command) || !asks(command),
    message: waits,
    aliases: [],
    page: () => ({
      what: 'conda, add-apt-repository or pacman changes something without an option that answers its question.',
      why: 'They ask before they go on. A build has no terminal, so the step fails or does nothing.',
      source: 'conda documentation, conda install, --yes; add-apt-repository(1); pacman(8).',
      bad: dockerfileWith('RUN conda install numpy=2.1 && conda clean -afy', 'condaforge/miniforge3:24.9.2-0'),
      good: dockerfileWith('RUN conda install -y numpy=2.1 && conda clean -afy', 'condaforge/miniforge3:24.9.2-0'),
    }),
  },
  {
    id: 'docker-apt-recommends',
    severity: 'info',
    programs: ['apt-get', 'apt'],
    subcommands: new Set(['install']),
    options: ['--no-install-recommends'],
    isFine: (command) => /Install-Recommends/i.test(command.instruction.source.text),
    message: (program) =>
      t(
        '“{0} install” also installs packages that are only recommended; “--no-install-recommends” leaves them out.',
        program,
      ),
    aliases: ['hadolint/DL3015', 'trivy/DS-0029', 'trivy/DS029'],
    page: () => ({
      what: 'apt-get installs without `--no-install-recommends`.',
      why: 'Recommended packages come along by default. They make the image larger and bring more that must be patched.',
      source: 'apt-get(8), option --no-install-recommends.',
      bad: dockerfileWith('RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*'),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
    }),
  },
  {
    id: 'docker-useradd-high-uid',
    severity: 'warning',
    programs: ['useradd'],
    options: ['-l', '--no-log-init'],
    isFine: (command) => !/^\d{6,}$/.test(command.valueOf('-u', '--uid')?.text ?? ''),
    message: () =>
      t(
        'With so high a user id, “useradd” writes a sparse login record that becomes very large in an image: it needs “-l”.',
      ),
    aliases: ['hadolint/DL3046'],
    page: () => ({
      what: 'useradd with a user id of six digits or more and without `-l`.',
      why: 'useradd extends /var/log/lastlog and faillog up to the id. The file has holes, but a layer stores them, so the image grows by gigabytes.',
      source: 'useradd(8), option --no-log-init; moby issue 5419.',
      bad: dockerfileWith('RUN useradd -u 1234567 trainer'),
      good: dockerfileWith('RUN useradd -l -u 1234567 trainer'),
    }),
  },
  {
    id: 'docker-wget-progress',
    severity: 'info',
    programs: ['wget'],
    options: [
      '--progress',
      '-q',
      '--quiet',
      '-nv',
      '--no-verbose',
      '-o',
      '--output-file',
      '-a',
      '--append-output',
      '-b',
      '--version',
      '--help',
    ],
    isFine: (command) =>
      command.command.redirects.some(({ descriptor, operator }) => descriptor === '2' || operator.startsWith('&>')) ||
      /\.wgetrc/.test(command.instruction.source.text),
    message: () => t('“wget” prints a line for every 50 kB: “--progress=dot:giga” keeps the build log short.'),
    aliases: ['hadolint/DL3047'],
    page: () => ({
      what: 'wget without `--progress`, `-q` or `-nv`.',
      why: 'Without a terminal wget prints dots for every 50 kB. A model of 5 GB is 100,000 of them and hides what went wrong.',
      source: 'wget(1), option --progress.',
      bad: dockerfileWith('RUN wget https://example.com/model.tar'),
      good: dockerfileWith('RUN wget --progress=dot:giga https://example.com/model.tar'),
    }),
  },
];

/** What is inserted, and behind what. */
const INSERTED: Readonly<Record<string, string>> = {
  'docker-sh-missing-yes': '-y',
  'docker-apt-recommends': '--no-install-recommends',
  'docker-useradd-high-uid': '-l',
  'docker-wget-progress': '--progress=dot:giga',
};

/** Commands without an option that a build needs. */
export const missingOptionRules: readonly DockerRule[] = ROWS.map((row) => ({
  id: row.id,
  on: 'command',
  kinds: 'RUN',
  severity: row.severity,
  programs: row.programs,
  aliases: row.aliases,
  fix: 'safe',
  page: row.page,
  check(command, report) {
    const { subcommand } = command;
    if (row.subcommands && !row.subcommands.has(subcommand?.text ?? '')) return;
    if (command.isDynamic || command.has(...row.options) || row.isFine?.(command) === true) return;
    const behind =
      row.subcommands || row.id === 'docker-sh-missing-yes' ? (subcommand ?? command.programWord) : command.programWord;
    if (!behind || !command.programWord) return;
    report.at({ start: command.programWord.start, end: behind.end }, row.message(command.program), {
      fixes: () => {
        const option = command.program === 'pacman' ? '--noconfirm' : (INSERTED[row.id] ?? '-y');
        return [{ title: t('Add “{0}”', option), edits: [wordBehind(behind, option)], isSafe: true }];
      },
    });
  },
}));
