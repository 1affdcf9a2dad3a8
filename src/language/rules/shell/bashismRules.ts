import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import type { ShellCommand, ShellWord } from '../../shell/shellWord.ts';
import type { ShellRule } from '../../lint/shellRule.ts';
import { programOf } from './scriptFacts.ts';
import { runWith } from './runWith.ts';

/** Commands that dash does not have; ash of BusyBox has those marked so. */
const COMMANDS: Readonly<Record<string, 'bash' | 'ash'>> = {
  '[[': 'ash',
  source: 'ash',
  let: 'ash',
  pushd: 'bash',
  popd: 'bash',
  declare: 'bash',
  typeset: 'bash',
  shopt: 'bash',
  mapfile: 'bash',
  readarray: 'bash',
  disown: 'bash',
};
const REDIRECTS: Readonly<Record<string, 'bash' | 'ash'>> = {
  '<<<': 'bash',
  '&>': 'ash',
  '&>>': 'bash',
  '<(': 'ash',
  '>(': 'ash',
};
const BRACES = /(?:^|[^$\\{])\{[^{}\s"'$]*(?:,|\.\.)[^{}\s"'$]*\}/;
/** `${x//a/b}`, `${x:1:2}`, `${x^^}`: dash says “Bad substitution”. */
const MODIFIER = /^(?:\/|\^|,|:\s*[\d(]|\[)/;

type Found = (span: Span, what: string, since: 'bash' | 'ash') => void;

function findInCommand(command: ShellCommand, found: Found): void {
  const [first] = command.words;
  const program = programOf(command);
  const known = first && !first.isQuoted && Object.hasOwn(COMMANDS, program) ? COMMANDS[program] : undefined;
  if (known && first) found(first, program, known);
  for (const redirect of command.redirects) {
    const since = REDIRECTS[redirect.operator];
    if (since) found(redirect, redirect.operator, since);
  }
  if (program !== '[[') {
    for (const word of command.words) findBraces(word, found);
    for (const word of command.assignments) findBraces(word, found);
  }
  for (const word of command.assignments) if (word.raw.endsWith('=(')) found(word, 'x=(…)', 'bash');
}

function findBraces(word: ShellWord, found: Found): void {
  if (!word.isQuoted && word.raw.includes('{') && BRACES.test(word.raw)) found(word, '{a,b}', 'bash');
}

function notKnown(what: string): string {
  return t('“{0}” is bash; /bin/sh of this image does not know it. SHELL ["/bin/bash", "-c"] changes the shell.', what);
}

/** What bash knows and /bin/sh of Debian, Ubuntu and Alpine does not. */
export const bashismRules: readonly ShellRule[] = [
  {
    id: 'docker-sh-bashism',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC3010', 'shellcheck/SC3046', 'shellcheck/SC3009'],
    check({ commands, expanding }, report, { shell }) {
      if (shell !== 'dash' && shell !== 'ash') return;
      const found: Found = (span, what, since) => {
        if (shell === 'dash' || since === 'bash') report.at(span, notKnown(what));
      };
      for (const command of commands) findInCommand(command, found);
      for (const { expansions } of expanding)
        for (const { kind, modifier, start, end } of expansions)
          if (kind === 'variable' && modifier !== '' && MODIFIER.test(modifier)) found({ start, end }, '${x/…}', 'ash');
    },
    page: () => ({
      what: 'Something of bash, while the shell is /bin/sh of Debian, Ubuntu or Alpine.',
      why: '`source` and `[[` end with “not found”. `{a,b}` does not even fail: one folder with braces in its name is made.',
      source: 'dash(1); BusyBox, ash; POSIX, Shell Command Language.',
      bad: runWith('mkdir -p /data/{train,test}'),
      good: runWith('mkdir -p /data/train /data/test'),
    }),
  },
  {
    id: 'docker-sh-test-equals',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC3014', 'hadolint/SC3014'],
    fix: 'safe',
    check({ commands }, report, { shell }) {
      if (shell !== 'dash') return;
      for (const { words } of commands) {
        const equals =
          words[0]?.text === '[' || words[0]?.text === 'test' ? words.find(({ raw }) => raw === '==') : undefined;
        if (equals)
          report.at(equals, t('“[” compares with “=”; /bin/sh of this image ends with “unexpected operator”.'), {
            fixes: () => [
              {
                title: t('Write “{0}”', '='),
                edits: [{ start: equals.start, end: equals.end, newText: '=' }],
                isSafe: true,
              },
            ],
          });
      }
    },
    page: () => ({
      what: '`[ a == b ]` while the shell is dash.',
      why: 'The test is an error and counts as false: the other branch is taken, and the step succeeds.',
      source: 'POSIX, test; dash(1).',
      bad: runWith('[ "$(uname -m)" == x86_64 ] && echo ok'),
      good: runWith('[ "$(uname -m)" = x86_64 ] && echo ok'),
    }),
  },
  {
    id: 'docker-sh-echo-escapes',
    kinds: 'shell',
    severity: 'info',
    aliases: ['shellcheck/SC3037', 'hadolint/SC3037'],
    check({ commands }, report, { shell }) {
      if (shell !== 'dash') return;
      for (const command of commands) {
        const [, option] = command.words;
        if (programOf(command) === 'echo' && option && /^-(?:e|ne|en)$/.test(option.raw))
          report.at(option, t('echo of this shell prints “{0}” as text: use printf.', option.raw));
      }
    },
    page: () => ({
      what: '`echo -e` while the shell is dash.',
      why: 'dash has no such option, so `-e` ends up in the file that is written.',
      source: 'POSIX, echo; dash(1).',
      bad: runWith('echo -e "a\\nb" > /etc/list'),
      good: runWith('printf "a\\nb\\n" > /etc/list'),
    }),
  },
];
