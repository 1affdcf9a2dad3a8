import { t } from '../../../domain/base/text.ts';
import type { ShellScript } from '../../shell/shellScript.ts';
import type { Expansion, ShellCommand, ShellWord } from '../../shell/shellWord.ts';
import type { Fix } from '../../lint/finding.ts';
import type { ShellRule, ShellSetting } from '../../lint/shellRule.ts';
import { programOf, valueOf } from './scriptFacts.ts';
import { runWith } from './runWith.ts';

/** Where a word that falls apart does harm; elsewhere falling apart is often meant: `apt-get install $PACKAGES`. */
const RISKY = new Set(['[', 'test', 'rm', 'mv', 'cp', 'cd', 'mkdir', 'rmdir', 'ln', 'chown', 'chmod', 'source', '.']);
/** Commands whose output is one plain word. */
const PLAIN_OUTPUT =
  /^\$\(\s*(?:nproc|uname|dpkg|arch|id|whoami|lsb_release|rpm|wc|getconf|hostname|basename|mktemp|which|command|date|python\d?|go|gcc)\b/;
const LITERAL = new Set(['cp', 'mv', 'mkdir', 'cd', 'rm', 'chown', 'ln', 'curl', 'wget', 'tar', 'pip']);

function quoted({ raw, start, end }: ShellWord): readonly Fix[] {
  // Quotes around the whole word would change what stands in quotes already, and patterns.
  return /["'*?[\]~{}\\]/.test(raw.replaceAll(/\$\{\w+\}|\$\([^"]*\)/g, '')) || raw.includes('"')
    ? []
    : [
        {
          title: t('Put it in quotes'),
          edits: [
            { start, end: start, newText: '"' },
            { start: end, end, newText: '"' },
          ],
          isSafe: false,
        },
      ];
}

/** The same command in `$(…)`; not where backslashes or joined lines would have to change. */
function unticked(word: ShellWord, { start, end }: Expansion): readonly Fix[] {
  const inner = word.raw.slice(start - word.start + 1, end - word.start - 1);
  if (inner.includes('\\') || word.raw.length !== word.end - word.start) return [];
  return [{ title: t('Write “{0}”', '$(…)'), edits: [{ start, end, newText: `$(${inner})` }], isSafe: true }];
}

function riskyWords(script: ShellScript): readonly (readonly [ShellCommand, ShellWord])[] {
  return script.commands
    .filter((command) => RISKY.has(programOf(command)))
    .flatMap((command) => command.words.slice(1).map((word) => [command, word] as const));
}

function mayFallApart(expansion: Expansion, script: ShellScript, setting: ShellSetting): boolean {
  const { kind, name, modifier, isQuoted } = expansion;
  if (isQuoted || kind !== 'variable' || !/^(?:[A-Za-z_]\w*|\d|@|\*)$/.test(name) || /^:?[-+?]\S/.test(modifier))
    return false;
  const value = valueOf(script, setting, name);
  return value === undefined || value === '' || /[\s*?[]/.test(value);
}

/** Quotes: what falls apart without them, and what they keep from being replaced. */
export const quotingRules: readonly ShellRule[] = [
  {
    id: 'docker-sh-unquoted-variable',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2086', 'hadolint/SC2086'],
    fix: 'choice',
    check(script, report, setting) {
      for (const [command, word] of riskyWords(script)) {
        const found = word.expansions.find((one) => mayFallApart(one, script, setting));
        if (!found) continue;
        const isTest = command.words[0]?.text === '[' || command.words[0]?.text === 'test';
        const message = isTest
          ? t('When it is empty or has blanks, the test fails with a syntax error: put it in quotes.')
          : t('When it has blanks, this is several names: put it in quotes.');
        report.at(word, message, { fixes: () => quoted(word) });
      }
    },
    page: () => ({
      what: 'A variable outside quotes in a test, or as a name of a file that is moved or deleted.',
      why: 'The shell splits it at blanks and replaces `*`. A test with an empty variable is a syntax error, and `rm` deletes other files.',
      source: 'POSIX, Shell Command Language, 2.6.5 Field Splitting.',
      bad: runWith('read -r target < /etc/target && [ $target = gpu ]'),
      good: runWith('read -r target < /etc/target && [ "$target" = gpu ]'),
    }),
  },
  {
    id: 'docker-sh-unquoted-substitution',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2046', 'hadolint/SC2046'],
    fix: 'choice',
    check(script, report) {
      for (const [, word] of riskyWords(script)) {
        const found = word.expansions.find(
          ({ kind, isQuoted }) => (kind === 'command' || kind === 'backtick') && !isQuoted,
        );
        if (found && !PLAIN_OUTPUT.test(word.raw.slice(found.start - word.start).replace(/^`/, '$(')))
          report.at(
            word,
            t('When its output has blanks or is empty, this is several names or none: put it in quotes.'),
            { fixes: () => quoted(word) },
          );
      }
    },
    page: () => ({
      what: 'The output of a command is used outside quotes as a name of a file, or in a test.',
      why: 'The shell splits it at blanks and replaces `*`. With no output the argument is gone, and the next one takes its place.',
      source: 'POSIX, Shell Command Language, 2.6.5 Field Splitting.',
      bad: runWith('cp $(find /src -name config.json) /etc/app.json'),
      good: runWith('cp "$(find /src -name config.json)" /etc/app.json'),
    }),
  },
  {
    id: 'docker-sh-variable-in-single-quotes',
    kinds: 'shell',
    severity: 'info',
    aliases: ['shellcheck/SC2016', 'hadolint/SC2016'],
    check({ commands }, report) {
      for (const command of commands)
        if (LITERAL.has(programOf(command)))
          for (const word of command.words.slice(1))
            if (/'[^']*\$(?:\{\w+\}|[A-Za-z_])[^']*'/.test(word.raw) && word.expansions.length === 0)
              report.at(word, t('In single quotes a variable is not replaced: the name has a “$” in it.'));
    },
    page: () => ({
      what: 'A variable in single quotes, in a name of a file or an address.',
      why: 'The shell takes it as text. A folder called `$MODEL_DIR` appears, and the files are not where they should be.',
      source: 'POSIX, Shell Command Language, 2.2.2 Single-Quotes.',
      bad: runWith("mkdir -p '$MODEL_DIR/weights'"),
      good: runWith('mkdir -p "$MODEL_DIR/weights"'),
    }),
  },
  {
    id: 'docker-sh-backticks',
    kinds: 'shell',
    severity: 'hint',
    aliases: ['shellcheck/SC2006', 'hadolint/SC2006'],
    fix: 'safe',
    check({ expanding }, report) {
      for (const word of expanding)
        for (const one of word.expansions)
          if (one.kind === 'backtick')
            report.at(one, t('“$(…)” does the same, can be nested and is not overlooked.'), {
              fixes: () => unticked(word, one),
            });
    },
    page: () => ({
      what: 'Backticks around a command.',
      why: 'Backslashes and quotes mean something else in them, and in many fonts they look like quotes.',
      source: 'POSIX, Shell Command Language, 2.6.3 Command Substitution.',
      bad: runWith('echo `uname -m`'),
      good: runWith('echo $(uname -m)'),
    }),
  },
];
