import { t } from '../../../domain/base/text.ts';
import type { ShellCommand } from '../../shell/shellWord.ts';
import type { ShellRule } from '../../lint/shellRule.ts';
import { failsInPipes, programOf, stopsAtFailure } from './scriptFacts.ts';
import { runWith } from './runWith.ts';

/** Cannot fail, or a failure is of no account. */
const HARMLESS = new Set([
  '',
  'set',
  'echo',
  'printf',
  'true',
  ':',
  'export',
  'trap',
  'exit',
  'cd',
  'for',
  'case',
  'select',
  'alias',
  'unset',
  'shopt',
  'ulimit',
  'umask',
  'wait',
  'sleep',
  'return',
  'local',
  'readonly',
  'shift',
  'break',
  'continue',
  'then',
  'test',
  '[',
  '[[',
]);
/** In front of a pipe these fail only when nobody reads any more. */
const SOURCES = new Set([
  'echo',
  'printf',
  'yes',
  'true',
  'cat',
  ':',
  'find',
  'ls',
  'head',
  'tail',
  'env',
  'dpkg-query',
  'dpkg',
  'ldconfig',
  'ldd',
  'nproc',
  'uname',
  'sed',
  'sort',
  'cut',
  'tr',
  'awk',
]);
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);

const isTop = ({ blocks }: ShellCommand): boolean => blocks.length === 0;

/** What runs after what, and whose failure is seen. */
export const flowRules: readonly ShellRule[] = [
  {
    id: 'docker-pipefail',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['hadolint/DL4006', 'docker-sh-pipefail'],
    check(script, report, setting) {
      if (failsInPipes(script, setting)) return;
      for (const command of script.commands) {
        if (
          !command.after.startsWith('|') ||
          command.after === '||' ||
          !isTop(command) ||
          ['if', 'elif', 'while', 'until', '!'].includes(command.before)
        )
          continue;
        if (!SOURCES.has(programOf(command)) && command.words.length > 0)
          report.at(
            command,
            t('When this fails, the step goes on: only the last command of a pipe counts without “set -o pipefail”.'),
          );
      }
    },
    page: () => ({
      what: 'A pipe in a shell without `pipefail`.',
      why: 'The step succeeds when the last command does. A download that breaks off becomes an image with half a model.',
      source: 'Docker documentation, Building best practices, Using pipes; bash(1), pipefail.',
      bad: runWith('curl -fsSL https://example.com/model.tar | tar -x -C /models'),
      good: 'FROM debian:12.8-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/model.tar | tar -x -C /models\n',
    }),
  },
  {
    id: 'docker-sh-cd-no-check',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2164', 'hadolint/SC2164'],
    fix: 'safe',
    check(script, report, setting) {
      if (stopsAtFailure(script, setting)) return;
      for (const command of script.commands) {
        if (programOf(command) !== 'cd' || command.after !== ';' || command.words.length < 2) continue;
        const { end } = command;
        report.at(command, t('When the folder is not there, the next commands run in this one: write “&&”.'), {
          fixes: () => [
            { title: t('Write “{0}”', '&&'), edits: [{ start: end, end: end + 1, newText: ' &&' }], isSafe: true },
          ],
        });
      }
    },
    page: () => ({
      what: '`cd folder; command`.',
      why: 'When the folder is missing, the command runs where the shell stands: `rm -rf *` then deletes something else.',
      source: 'POSIX, Shell Command Language, 2.9.3 Lists.',
      bad: runWith('cd /build; rm -rf tmp'),
      good: runWith('cd /build && rm -rf tmp'),
    }),
  },
  {
    id: 'docker-sh-semicolon-chain',
    kinds: 'shell',
    severity: 'warning',
    check(script, report, setting) {
      if (!setting.isBuildStep || stopsAtFailure(script, setting)) return;
      const { commands } = script;
      const at = commands.findIndex((command, index) => isHidden(command) && index < commands.length - 1);
      const command = commands[at];
      if (command)
        report.at(
          command,
          t('When this fails, the step goes on and may succeed: join commands with “&&”, or begin with “set -e”.'),
        );
    },
    page: () => ({
      what: 'Commands of a build step are joined by `;` or line ends, without `set -e`.',
      why: 'Only the last one decides. An installation that fails is found when the container does not start.',
      source: 'Docker documentation, RUN and here-documents.',
      bad: runWith('make; make install'),
      good: runWith('make && make install'),
    }),
  },
  {
    id: 'docker-sh-background',
    kinds: 'shell',
    severity: 'warning',
    fix: 'choice',
    check({ commands }, report, { isBuildStep }) {
      const last = commands.at(-1);
      if (!isBuildStep || last?.after !== '&' || !isTop(last)) return;
      report.at(last, t('The process ends with the build step: it does not run in the container.'), {
        fixes: () => [
          {
            title: t('Remove “{0}”', '&'),
            edits: [{ start: last.end, end: last.end + 2, newText: '' }],
            isSafe: false,
          },
        ],
      });
    },
    page: () => ({
      what: 'A build step ends with a command in the background.',
      why: 'A layer holds files, not processes. What was started is gone when the step ends, perhaps half done.',
      source: 'Docker documentation, RUN.',
      bad: runWith('mlflow server &'),
      good: 'FROM debian:12.8-slim\nCMD ["mlflow", "server"]\n',
    }),
  },
  {
    id: 'docker-sh-export-lost',
    kinds: 'shell',
    severity: 'warning',
    check({ commands }, report, { isBuildStep }) {
      const last = commands.at(-1);
      if (!isBuildStep || !last || !isTop(last) || last.redirects.length > 0) return;
      const program = programOf(last);
      const isExport = program === 'export' && last.words.length > 1;
      const isActivation =
        commands.length === 1 &&
        /^(?:conda|mamba|micromamba|source|\.)$/.test(program) &&
        last.words.some(({ text }) => /(?:^|\/)activate$/.test(text));
      if (isExport || isActivation)
        report.at(
          last,
          t('This ends with the build step: the next one and the container know nothing of it. Use ENV.'),
        );
    },
    page: () => ({
      what: 'A build step ends with `export`, or only activates an environment.',
      why: 'Each RUN is a new shell. The variable is gone in the next instruction, and `python` is another one than expected.',
      source: 'Docker documentation, RUN and ENV.',
      bad: runWith('export CUDA_HOME=/usr/local/cuda'),
      good: 'FROM debian:12.8-slim\nENV CUDA_HOME=/usr/local/cuda\n',
    }),
  },
  {
    id: 'docker-sh-curl-pipe-shell',
    kinds: 'shell',
    severity: 'warning',
    check({ commands }, report) {
      for (const [index, command] of commands.entries()) {
        const program = programOf(command);
        const next = commands[index + 1];
        if ((program !== 'curl' && program !== 'wget') || command.after !== '|' || !next || !startsShell(next))
          continue;
        const isOpen = command.words.some(({ text }) => text.startsWith('http://'));
        const isUnchecked =
          program === 'curl' &&
          !command.words.some(({ text }) => /^-[a-zA-Z]*f/.test(text) || text.startsWith('--fail'));
        if (isOpen) report.at(command, t('Whoever stands between can change what is run here: use https.'));
        else if (isUnchecked) report.at(command, t('Without “-f” the page of an error is run as a script.'));
      }
    },
    page: () => ({
      what: 'A script is run from the network: over http, or with curl without `-f`.',
      why: 'A page that says “502” becomes input of the shell. Over http anybody between can put in other commands.',
      source: 'curl(1), --fail.',
      bad: 'FROM debian:12.8-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -sSL https://example.com/install.sh | bash\n',
      good: 'FROM debian:12.8-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/install.sh | bash\n',
    }),
  },
  {
    id: 'docker-sh-export-substitution',
    kinds: 'shell',
    severity: 'info',
    aliases: ['shellcheck/SC2155', 'hadolint/SC2155'],
    check({ commands }, report) {
      for (const command of commands) {
        if (!/^(?:export|local|readonly|declare)$/.test(programOf(command))) continue;
        const word = command.words.find(
          ({ text, expansions }) =>
            /^\w+=/.test(text) && expansions.some(({ kind }) => kind === 'command' || kind === 'backtick'),
        );
        if (word)
          report.at(
            word,
            t('“{0}” succeeds whatever the command in it does: set the variable first.', programOf(command)),
          );
      }
    },
    page: () => ({
      what: '`export name=$(command)`.',
      why: 'The exit status is that of export, so a failing command goes unseen even with `set -e`.',
      source: 'POSIX, Shell Command Language, 2.9.1 Simple Commands.',
      bad: runWith('export VERSION=$(cat /version) && make'),
      good: runWith('VERSION=$(cat /version) && export VERSION && make'),
    }),
  },
];

function isHidden(command: ShellCommand): boolean {
  if (!isTop(command) || (command.after !== ';' && command.after !== '\n')) return false;
  if (command.before === '||' || HARMLESS.has(programOf(command))) return false;
  return command.before !== 'if' && command.before !== 'while' && command.before !== '|';
}

function startsShell(command: ShellCommand): boolean {
  const at = command.words[0]?.text === 'sudo' ? 1 : 0;
  const text = command.words.slice(at).find((word) => !word.text.startsWith('-'))?.text ?? '';
  return SHELLS.has(text.slice(text.lastIndexOf('/') + 1));
}
