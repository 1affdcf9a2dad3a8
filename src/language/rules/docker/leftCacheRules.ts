import { t } from '../../../domain/base/text.ts';
import { isInCacheMount } from '../../dockerfile/mounts.ts';
import type { RunCommand } from '../../dockerfile/runCommand.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { commandAtEnd, wordBehind } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import type { Severity } from '../../lint/severity.ts';
import { isCleaned, staysInImage } from './pipRules.ts';

/** A package manager that leaves files behind, one a line. */
interface LeftCache {
  readonly id: string;
  readonly severity: Severity;
  readonly programs: readonly string[];
  readonly subcommands: ReadonlySet<string>;
  /** Where the files are: a cache mount there, or a deletion, is as good. */
  readonly folder: string;
  /** Whether another command of the same RUN cleans up. */
  readonly isCleaning?: (command: RunCommand) => boolean;
  /** An option that leaves nothing. */
  readonly option?: string;
  /** What cleans up, at the end of the RUN. */
  readonly clean: (program: string) => string;
  readonly message: (program: string) => string;
  readonly aliases: readonly string[];
  readonly page: () => RulePage;
}

const INSTALL = new Set(['install', 'reinstall', 'update', 'upgrade', 'groupinstall', 'localinstall']);
const SUSE = 'opensuse/leap:15.6';
const ROCKY = 'rockylinux:9.3';
const left = (program: string): string => t('The cache of {0} stays in the image: clean it in the same RUN.', program);

const ROWS: readonly LeftCache[] = [
  {
    id: 'docker-apt-lists',
    severity: 'info',
    programs: ['apt-get', 'apt', 'aptitude'],
    subcommands: new Set(['update']),
    folder: '/var/lib/apt',
    clean: () => 'rm -rf /var/lib/apt/lists/*',
    message: () => t('The package lists of apt stay in the image: delete /var/lib/apt/lists in the same RUN.'),
    aliases: ['hadolint/DL3009'],
    page: () => ({
      what: '`apt-get update` without deleting the lists in the same RUN.',
      why: 'The lists take 20 to 50 MB and are old by the time somebody uses the image. Deleted in a later RUN they stay in the layer below.',
      source: 'Docker documentation, Building best practices, apt-get.',
      bad: dockerfileWith('RUN apt-get update && apt-get install -y --no-install-recommends git'),
      good: dockerfileWith(
        'RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*',
      ),
    }),
  },
  {
    id: 'docker-apk-no-cache',
    severity: 'info',
    programs: ['apk'],
    subcommands: new Set(['add']),
    folder: '/var/cache/apk',
    option: '--no-cache',
    clean: () => '',
    message: () => t('The index of apk stays in the image: “--no-cache” leaves none.'),
    aliases: ['hadolint/DL3019', 'trivy/DS-0025', 'trivy/DS025'],
    page: () => ({
      what: '`apk add` without `--no-cache`.',
      why: 'apk stores its index in /var/cache/apk, which the image then carries.',
      source: 'Alpine wiki, Alpine Package Keeper, Local Cache.',
      bad: dockerfileWith('RUN apk add git', 'alpine:3.20'),
      good: dockerfileWith('RUN apk add --no-cache git', 'alpine:3.20'),
    }),
  },
  {
    id: 'docker-yum-clean',
    severity: 'warning',
    programs: ['yum'],
    subcommands: INSTALL,
    folder: '/var/cache/yum',
    isCleaning: ({ program, subcommand }) => /^(?:yum|dnf)$/.test(program) && subcommand?.text === 'clean',
    clean: () => 'yum clean all',
    message: left,
    aliases: ['hadolint/DL3032', 'trivy/DS-0015', 'trivy/DS015'],
    page: () => ({
      what: 'yum installs and does not clean up in the same RUN.',
      why: 'Metadata and packages in /var/cache/yum stay in the layer, often 100 MB and more.',
      source: 'yum(8), clean options.',
      bad: dockerfileWith('RUN yum install -y git', ROCKY),
      good: dockerfileWith('RUN yum install -y git && yum clean all', ROCKY),
    }),
  },
  {
    id: 'docker-dnf-clean',
    severity: 'warning',
    programs: ['dnf', 'dnf5', 'microdnf'],
    subcommands: INSTALL,
    folder: '/var/cache/dnf',
    isCleaning: ({ program, subcommand }) => /^(?:microdnf|dnf5?|yum)$/.test(program) && subcommand?.text === 'clean',
    clean: (program) => `${program} clean all`,
    message: left,
    aliases: ['hadolint/DL3040', 'trivy/DS-0019', 'trivy/DS-0027', 'trivy/DS019'],
    page: () => ({
      what: 'dnf or microdnf installs and does not clean up in the same RUN.',
      why: 'Metadata and packages in /var/cache/dnf stay in the layer, often 100 MB and more.',
      source: 'dnf(8), Clean Command.',
      bad: dockerfileWith('RUN dnf install -y git', ROCKY),
      good: dockerfileWith('RUN dnf install -y git && dnf clean all', ROCKY),
    }),
  },
  {
    id: 'docker-zypper-clean',
    severity: 'warning',
    programs: ['zypper'],
    subcommands: new Set([...INSTALL, 'in', 'up', 'patch', 'dist-upgrade', 'dup']),
    folder: '/var/cache/zypp',
    isCleaning: ({ program, subcommand }) =>
      program === 'zypper' && (subcommand?.text === 'clean' || subcommand?.text === 'cc'),
    clean: () => 'zypper clean --all',
    message: left,
    aliases: ['hadolint/DL3036', 'trivy/DS-0020', 'trivy/DS020'],
    page: () => ({
      what: 'zypper installs and does not clean up in the same RUN.',
      why: 'Metadata and packages in /var/cache/zypp stay in the layer.',
      source: 'zypper(8), clean.',
      bad: dockerfileWith('RUN zypper install -y git', SUSE),
      good: dockerfileWith('RUN zypper install -y git && zypper clean --all', SUSE),
    }),
  },
  {
    id: 'docker-yarn-cache',
    severity: 'info',
    programs: ['yarn'],
    subcommands: new Set(['install', 'add', 'global']),
    folder: 'yarn',
    isCleaning: ({ program, args }) => program === 'yarn' && args[0]?.text === 'cache' && args[1]?.text === 'clean',
    clean: () => 'yarn cache clean',
    message: left,
    aliases: ['hadolint/DL3060'],
    page: () => ({
      what: 'yarn installs and does not clean its cache in the same RUN.',
      why: 'Every package stands in the image twice: installed and as an archive.',
      source: 'Yarn documentation, yarn cache clean.',
      bad: dockerfileWith('RUN yarn install --frozen-lockfile', 'node:22.11.0-slim'),
      good: dockerfileWith('RUN yarn install --frozen-lockfile && yarn cache clean', 'node:22.11.0-slim'),
    }),
  },
];

/** Package managers that leave lists and archives in a layer. */
export const leftCacheRules: readonly DockerRule[] = ROWS.map((row) => ({
  id: row.id,
  on: 'command',
  kinds: 'RUN',
  severity: row.severity,
  programs: row.programs,
  aliases: row.aliases,
  fix: 'safe',
  page: row.page,
  check(command, report) {
    const { subcommand, programWord, instruction } = command;
    if (!subcommand || !programWord || !row.subcommands.has(subcommand.text)) return;
    if ((row.option !== undefined && command.has(row.option)) || command.isDynamic || !staysInImage(command)) return;
    if (isInCacheMount(instruction, [row.folder]) || isCleaned(command, (other) => cleans(row, other))) return;
    report.at({ start: programWord.start, end: subcommand.end }, row.message(command.program), {
      fixes: () => {
        const edit =
          row.option === undefined
            ? commandAtEnd(instruction, row.clean(command.program))
            : wordBehind(subcommand, row.option);
        const title = row.option === undefined ? t('Clean the cache in this RUN') : t('Add “{0}”', row.option);
        return edit ? [{ title, edits: [edit], isSafe: true }] : [];
      },
    });
  },
}));

function cleans(row: LeftCache, other: RunCommand): boolean {
  if (row.isCleaning?.(other) === true) return true;
  const isDeletion = other.program === 'rm' || other.program === 'find';
  return (
    isDeletion &&
    other.args.some(({ text }) => text.includes(row.folder) || text === '/var/cache' || text.startsWith('/var/cache/*'))
  );
}
