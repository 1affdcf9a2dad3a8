import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { runCommands } from '../../dockerfile/runCommands.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { replaced } from '../../lint/fixes/dockerEdits.ts';
import type { Fix } from '../../lint/finding.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import type { Severity } from '../../lint/severity.ts';

/** A command that a build should not run, one a line. */
interface UnwantedCommand {
  readonly id: string;
  readonly severity: Severity;
  /** Without them, every command is looked at. */
  readonly programs?: readonly string[];
  readonly aliases: readonly string[];
  /** The range to underline, or undefined when the command is fine. */
  readonly find: (command: RunCommand) => Span | undefined;
  readonly message: (command: RunCommand) => string;
  readonly fix?: (command: RunCommand) => Fix | undefined;
  readonly page: () => RulePage;
}

/** Update of a list without an installation behind it. */
const UPDATES: Readonly<Record<string, ReadonlySet<string>>> = {
  'apt-get': new Set(['update']),
  apt: new Set(['update']),
  apk: new Set(['update']),
  zypper: new Set(['refresh', 'ref']),
};

function between(command: RunCommand): Span | undefined {
  const { programWord, subcommand } = command;
  return programWord && { start: programWord.start, end: (subcommand ?? programWord).end };
}

const isSubcommand =
  (...names: readonly string[]) =>
  (command: RunCommand): Span | undefined =>
    names.includes(command.subcommand?.text ?? '') ? between(command) : undefined;

const ROWS: readonly UnwantedCommand[] = [
  {
    id: 'docker-useless-command',
    severity: 'info',
    programs: [
      'ssh',
      'vim',
      'shutdown',
      'service',
      'ps',
      'free',
      'top',
      'htop',
      'kill',
      'mount',
      'ifconfig',
      'systemctl',
      'reboot',
    ],
    aliases: ['hadolint/DL3001'],
    find: ({ programWord, subcommand, program }) =>
      program === 'service' && subcommand === undefined ? undefined : programWord,
    message: ({ program }) =>
      t('“{0}” has no effect on an image: nothing that runs in a build is there when a container starts.', program),
    page: () => ({
      what: 'A command that only makes sense on a running machine.',
      why: 'Processes end with their RUN, and a build has no init, no terminal and no host to look at. A service started here is not running in the container.',
      source: 'Docker documentation, RUN.',
      bad: dockerfileWith('RUN service ssh start'),
      good: dockerfileWith('CMD ["python", "serve.py"]'),
    }),
  },
  {
    id: 'docker-sudo',
    severity: 'warning',
    aliases: ['hadolint/DL3004', 'trivy/DS-0010', 'trivy/DS010'],
    find: ({ command }) => (command.words[0]?.text === 'sudo' ? command.words[0] : undefined),
    message: () =>
      t(
        'A build runs as root already; “sudo” is missing in most images, and handles signals and environments in ways of its own.',
      ),
    fix: ({ command, programWord }) => {
      const [sudo, next] = command.words;
      return sudo && next && programWord === next
        ? { title: t('Remove “sudo”'), edits: [replaced({ start: sudo.start, end: next.start }, '')], isSafe: false }
        : undefined;
    },
    page: () => ({
      what: '`sudo` in RUN.',
      why: 'RUN is root unless USER says otherwise. Where sudo is not installed the build fails; where it is, it stays in the image as a way to root.',
      source: 'Docker documentation, Building best practices, USER.',
      bad: dockerfileWith('RUN sudo ldconfig'),
      good: dockerfileWith('RUN ldconfig'),
    }),
  },
  {
    id: 'docker-apt-command',
    severity: 'warning',
    programs: ['apt'],
    aliases: ['hadolint/DL3027'],
    find: (command) => (command.subcommand && command.program === 'apt' ? command.programWord : undefined),
    message: () => t('“apt” is made for people and warns in scripts that it may change: use “apt-get” or “apt-cache”.'),
    fix: ({ programWord, subcommand }) => {
      const isAsk = subcommand && ['search', 'show', 'list', 'policy'].includes(subcommand.text);
      return programWord && !isAsk
        ? { title: t('Use “{0}” instead', 'apt-get'), edits: [replaced(programWord, 'apt-get')], isSafe: true }
        : undefined;
    },
    page: () => ({
      what: '`apt` in a RUN instead of `apt-get`.',
      why: 'Options and output of apt may change between versions, and it says so in every build.',
      source: 'apt(8), Script usage and differences from other APT tools.',
      bad: dockerfileWith('RUN apt update && rm -rf /var/lib/apt/lists/*'),
      good: dockerfileWith('RUN apt-get update && rm -rf /var/lib/apt/lists/*'),
    }),
  },
  {
    id: 'docker-apt-dist-upgrade',
    severity: 'warning',
    programs: ['apt-get', 'apt', 'aptitude'],
    aliases: ['trivy/DS-0024', 'trivy/DS024'],
    find: isSubcommand('dist-upgrade', 'full-upgrade'),
    message: () =>
      t('This replaces what the base image was tested with by what is newest today: take a newer base image instead.'),
    page: () => ({
      what: '`apt-get dist-upgrade` in a build.',
      why: 'It may remove packages and pull another release of the system. The image depends on the day, and both versions stay in its layers.',
      source: 'apt-get(8), dist-upgrade.',
      bad: dockerfileWith('RUN apt-get update && apt-get dist-upgrade -y && rm -rf /var/lib/apt/lists/*'),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
    }),
  },
  {
    id: 'docker-zypper-dist-upgrade',
    severity: 'warning',
    programs: ['zypper'],
    aliases: ['hadolint/DL3035'],
    find: isSubcommand('dist-upgrade', 'dup'),
    message: () =>
      t('This replaces what the base image was tested with by what is newest today: take a newer base image instead.'),
    page: () => ({
      what: '`zypper dist-upgrade` in a build.',
      why: 'It may pull another release of the system. The image depends on the day, and both versions stay in its layers.',
      source: 'zypper(8), dist-upgrade.',
      bad: dockerfileWith('RUN zypper dist-upgrade -y && zypper clean --all', 'opensuse/leap:15.6'),
      good: dockerfileWith('RUN zypper install -y git && zypper clean --all', 'opensuse/leap:15.6'),
    }),
  },
  {
    id: 'docker-package-update-alone',
    severity: 'warning',
    programs: Object.keys(UPDATES),
    aliases: ['trivy/DS-0017', 'trivy/DS017'],
    find: (command) => {
      const names = UPDATES[command.program];
      if (!names?.has(command.subcommand?.text ?? '') || command.instruction.flags.length > 0) return undefined;
      return runCommands(command.instruction).length === 1 ? between(command) : undefined;
    },
    message: ({ program }) =>
      t('The index of {0} is a layer of its own: a later RUN installs from an old one while this is cached.', program),
    page: () => ({
      what: 'A RUN that only updates the index of a package manager.',
      why: 'The layer stays cached for months. The installation below then asks for versions that the servers have deleted: 404 in the middle of a build.',
      source: 'Docker documentation, Building best practices, apt-get.',
      bad: dockerfileWith('RUN apt-get update\nRUN apt-get install -y --no-install-recommends git'),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
    }),
  },
  {
    id: 'docker-run-cd',
    severity: 'warning',
    programs: ['cd'],
    aliases: ['hadolint/DL3003', 'trivy/DS-0013', 'trivy/DS013'],
    find: (command) => {
      const [first] = runCommands(command.instruction);
      const [folder] = command.args;
      const isFirst = first === command && command.command.blocks.length === 0;
      return isFirst && folder && folder.expansions.length === 0 && folder.text !== '-' ? command : undefined;
    },
    message: ({ args }) =>
      t(
        'The folder is changed for this RUN alone: “WORKDIR {0}” says it to people and to what follows.',
        args[0]?.text ?? '',
      ),
    page: () => ({
      what: 'A RUN that begins with `cd`.',
      why: 'The next instruction is back in the old folder, which is easily overlooked: files land in the wrong place.',
      source: 'Docker documentation, WORKDIR.',
      bad: dockerfileWith('RUN cd /src && make'),
      good: dockerfileWith('WORKDIR /src\nRUN make'),
    }),
  },
  {
    id: 'docker-shell-instruction',
    severity: 'warning',
    programs: ['ln'],
    aliases: ['hadolint/DL4005'],
    find: (command) => (command.args.at(-1)?.text === '/bin/sh' ? command : undefined),
    message: () =>
      t('This changes /bin/sh for every program of the image: the SHELL instruction changes it for RUN alone.'),
    page: () => ({
      what: '/bin/sh is replaced by a link.',
      why: 'Scripts of packages are written for the shell of the distribution and may break, at build time or at the next upgrade.',
      source: 'Docker documentation, SHELL.',
      bad: dockerfileWith('RUN ln -sf /bin/bash /bin/sh'),
      good: dockerfileWith('SHELL ["/bin/bash", "-c"]'),
    }),
  },
  {
    id: 'docker-model-git-clone',
    severity: 'info',
    programs: ['git'],
    aliases: [],
    find: (command) => {
      const isModel =
        command.subcommand?.text === 'clone' &&
        command.args.some(({ text }) => text.startsWith('https://huggingface.co/'));
      return isModel && isInImage(command) ? between(command) : undefined;
    },
    message: () =>
      t(
        'The repository of a model keeps its weights twice, in the work tree and below .git: “hf download --revision” stores them once.',
      ),
    page: () => ({
      what: 'A model is cloned with git in a build.',
      why: 'git keeps every large file a second time below .git/lfs, so the layer is twice as large as the model, and it names no revision.',
      source: 'Hugging Face documentation, Downloading models; Git LFS, storage.',
      bad: dockerfileWith('RUN git clone https://huggingface.co/org/model /model'),
      good: dockerfileWith('RUN hf download org/model --revision 8f3c2d1 --local-dir /model'),
    }),
  },
];

function isInImage({ instruction }: RunCommand): boolean {
  return !runCommands(instruction).some(
    ({ program, args }) => program === 'rm' && args.some(({ text }) => text.endsWith('.git')),
  );
}

/** Commands that have no place in a build. */
export const unwantedCommandRules: readonly DockerRule[] = ROWS.map((row) => ({
  id: row.id,
  on: 'command',
  kinds: 'RUN',
  severity: row.severity,
  ...(row.programs ? { programs: row.programs } : {}),
  aliases: row.aliases,
  ...(row.fix ? { fix: row.id === 'docker-apt-command' ? 'safe' : 'choice' } : {}),
  page: row.page,
  check(command, report) {
    const span = row.find(command);
    if (!span) return;
    report.at(span, row.message(command), {
      fixes: () => {
        const fix = row.fix?.(command);
        return fix ? [fix] : [];
      },
    });
  },
}));
