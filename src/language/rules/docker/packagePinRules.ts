import { t } from '../../../domain/base/text.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import type { ShellWord } from '../../shell/shellWord.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

/** A package manager and how it writes versions, one a line. */
interface PackagePin {
  readonly id: string;
  readonly isOff?: true;
  readonly programs: readonly string[];
  readonly subcommands: ReadonlySet<string>;
  /** Options whose next word is theirs. */
  readonly withValue: readonly string[];
  /** Whether a word names a version, or is no package. */
  readonly isPinned: (text: string) => boolean;
  /** Whether the whole command is fine. */
  readonly isFine?: (command: RunCommand) => boolean;
  readonly alias: string;
  readonly source: string;
  readonly bad: string;
  readonly good: string;
}

const isPath = (text: string): boolean => /[/\\]|^\.|\.(?:deb|rpm|apk|gem|tgz|gz)$/.test(text);
const MODULE_VERBS = new Set(['install', 'enable', 'disable', 'reset', 'remove', 'list']);
/** `name-1.2`, `name-1.2-3.x86_64`, groups, and `name:stream` of `module install`. */
const isRpmPinned = (text: string): boolean =>
  isPath(text) ||
  /-\d/.test(text) ||
  /[<>=]/.test(text) ||
  text.startsWith('@') ||
  /:\w/.test(text) ||
  MODULE_VERBS.has(text);
const RPM_VALUES = [
  '-c',
  '--config',
  '-x',
  '--exclude',
  '--enablerepo',
  '--disablerepo',
  '--repo',
  '--repoid',
  '--releasever',
  '--installroot',
  '--setopt',
  '--forcearch',
];
const RPM = new Set(['install', 'reinstall', 'localinstall', 'module']);

const ROWS: readonly PackagePin[] = [
  {
    id: 'docker-apt-unpinned',
    isOff: true,
    programs: ['apt-get', 'apt', 'aptitude'],
    subcommands: new Set(['install']),
    withValue: ['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file', '-a'],
    isPinned: (text) => isPath(text) || text.includes('='),
    alias: 'hadolint/DL3008',
    source: 'apt-get(8), install.',
    bad: dockerfileWith(
      'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
    ),
    good: dockerfileWith(
      'RUN apt-get update && apt-get install -y --no-install-recommends git=1:2.39.5-0+deb12u1 && rm -rf /var/lib/apt/lists/*',
    ),
  },
  {
    id: 'docker-apk-unpinned',
    isOff: true,
    programs: ['apk'],
    subcommands: new Set(['add']),
    withValue: [
      '-t',
      '--virtual',
      '-X',
      '--repository',
      '-p',
      '--root',
      '--arch',
      '--keys-dir',
      '--cache-dir',
      '--repositories-file',
    ],
    isPinned: (text) => isPath(text) || /[=<>~]/.test(text) || text.startsWith('!'),
    alias: 'hadolint/DL3018',
    source: 'apk(8), apk-world(5).',
    bad: dockerfileWith('RUN apk add --no-cache git', 'alpine:3.20'),
    good: dockerfileWith('RUN apk add --no-cache git=2.45.2-r0', 'alpine:3.20'),
  },
  {
    id: 'docker-yum-unpinned',
    isOff: true,
    programs: ['yum'],
    subcommands: RPM,
    withValue: RPM_VALUES,
    isPinned: isRpmPinned,
    alias: 'hadolint/DL3033',
    source: 'yum(8), specifying package names.',
    bad: dockerfileWith('RUN yum install -y git && yum clean all', 'rockylinux:9.3'),
    good: dockerfileWith('RUN yum install -y git-2.43.5 && yum clean all', 'rockylinux:9.3'),
  },
  {
    id: 'docker-dnf-unpinned',
    isOff: true,
    programs: ['dnf', 'dnf5', 'microdnf'],
    subcommands: RPM,
    withValue: RPM_VALUES,
    isPinned: isRpmPinned,
    alias: 'hadolint/DL3041',
    source: 'dnf(8), Specifying Packages.',
    bad: dockerfileWith('RUN dnf install -y git && dnf clean all', 'rockylinux:9.3'),
    good: dockerfileWith('RUN dnf install -y git-2.43.5 && dnf clean all', 'rockylinux:9.3'),
  },
  {
    id: 'docker-zypper-unpinned',
    isOff: true,
    programs: ['zypper'],
    subcommands: new Set(['install', 'in']),
    withValue: ['-r', '--repo', '--from', '-t', '--type'],
    isPinned: (text) => isPath(text) || /[=<>]/.test(text),
    alias: 'hadolint/DL3037',
    source: 'zypper(8), package specification.',
    bad: dockerfileWith('RUN zypper install -y git && zypper clean --all', 'opensuse/leap:15.6'),
    good: dockerfileWith('RUN zypper install -y git=2.43.0 && zypper clean --all', 'opensuse/leap:15.6'),
  },
  {
    id: 'docker-gem-unpinned',
    programs: ['gem'],
    subcommands: new Set(['install', 'i']),
    withValue: ['-v', '--version', '-i', '--install-dir', '-n', '--bindir', '-s', '--source', '--platform', '-P'],
    isPinned: (text) => isPath(text) || /:\d/.test(text),
    isFine: (command) =>
      command.has('-v', '--version', '-g', '--file') || command.args.some(({ text }) => text === '--'),
    alias: 'hadolint/DL3028',
    source: 'RubyGems guides, gem install.',
    bad: dockerfileWith('RUN gem install bundler', 'ruby:3.3.6'),
    good: dockerfileWith('RUN gem install bundler:2.5.23', 'ruby:3.3.6'),
  },
  {
    id: 'docker-npm-unpinned',
    programs: ['npm'],
    subcommands: new Set(['install', 'i', 'add']),
    withValue: [
      '--prefix',
      '-C',
      '--registry',
      '--loglevel',
      '--cache',
      '--omit',
      '--include',
      '-w',
      '--workspace',
      '--tag',
    ],
    isPinned: (text) =>
      (isPath(text) && !text.startsWith('@')) || /^[a-z]+[:+]/.test(text) || text.lastIndexOf('@') > 0,
    alias: 'hadolint/DL3016',
    source: 'npm documentation, npm install.',
    bad: dockerfileWith('RUN npm install -g tensorboard-js', 'node:22.11.0-slim'),
    good: dockerfileWith('RUN npm install -g tensorboard-js@1.4.0', 'node:22.11.0-slim'),
  },
  {
    id: 'docker-go-unpinned',
    programs: ['go'],
    subcommands: new Set(['install']),
    withValue: ['-o', '-p', '-tags', '-ldflags', '-gcflags', '-mod', '-C', '-modfile', '-buildmode'],
    isPinned: (text) => !/^[\w-]+\.[\w.-]+\//.test(text) || (text.includes('@') && !text.endsWith('@latest')),
    alias: 'hadolint/DL3062',
    source: 'Go documentation, go install.',
    bad: dockerfileWith('RUN go install github.com/example/tool@latest', 'golang:1.23.4'),
    good: dockerfileWith('RUN go install github.com/example/tool@v1.4.2', 'golang:1.23.4'),
  },
];

/** Packages that are installed without a version. */
export const packagePinRules: readonly DockerRule[] = ROWS.map((row) => {
  const withValue = new Set(row.withValue);
  return {
    id: row.id,
    on: 'command',
    kinds: 'RUN',
    severity: 'warning',
    ...(row.isOff ? { isOff: row.isOff } : {}),
    programs: row.programs,
    aliases: [row.alias],
    check(command, report) {
      if (!row.subcommands.has(command.subcommand?.text ?? '') || row.isFine?.(command) === true) return;
      const bare = command.operands(withValue).filter((word) => isKnown(word) && !row.isPinned(word.text));
      for (const word of bare)
        report.at(word, t('“{0}” has no version: each build may install another one.', word.text));
    },
    page: () => ({
      what: `${row.programs[0] ?? ''} installs a package without a version.`,
      why: 'The same Dockerfile makes another image tomorrow, and a cached layer keeps an old version without a word.',
      source: row.source,
      bad: row.bad,
      good: row.good,
    }),
  } satisfies DockerRule;
});

function isKnown({ expansions, text }: ShellWord): boolean {
  return expansions.length === 0 && text !== '' && !/[*{]/.test(text);
}
