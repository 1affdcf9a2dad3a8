import { t } from '../../../domain/base/text.ts';
import type { ShellRule } from '../../lint/shellRule.ts';
import { ownVariables, programOf, valueOf } from './scriptFacts.ts';
import { runWith } from './runWith.ts';

/** Set by shells, and by nearly every base image. */
const ALWAYS_SET = new Set([
  'HOME',
  'PATH',
  'USER',
  'LOGNAME',
  'SHELL',
  'PWD',
  'OLDPWD',
  'HOSTNAME',
  'LANG',
  'LC_ALL',
  'TERM',
  'TMPDIR',
  'UID',
  'EUID',
  'GID',
  'IFS',
  'PS1',
  'PPID',
  'RANDOM',
  'SECONDS',
  'LINENO',
  'OPTARG',
  'OPTIND',
  'BASH_SOURCE',
  'BASH_VERSION',
  'FUNCNAME',
  'HOSTTYPE',
  'OSTYPE',
  'MACHTYPE',
  'DEBIAN_FRONTEND',
  'VIRTUAL_ENV',
  'CONDA_DIR',
  'CONDA_PREFIX',
]);

/** Single words and redirections. */
export const wordRules: readonly ShellRule[] = [
  {
    id: 'docker-sh-syntax',
    kinds: 'shell',
    severity: 'error',
    aliases: ['shellcheck/SC1073', 'hadolint/SC1073'],
    check({ problems }, report) {
      const [first] = problems;
      if (!first) return;
      const message =
        first.code === 'unexpected'
          ? t('The shell does not expect “{0}” here.', first.what)
          : t('The shell misses “{0}” for this.', first.what);
      report.at(first, message);
    },
    page: () => ({
      what: 'Shell text that no shell can read: a quote, a bracket, `fi`, `done` or `esac` is missing or too many.',
      why: 'The step fails with “Syntax error”, after everything before it has been built.',
      source: 'POSIX, Shell Command Language, 2.10 Shell Grammar.',
      bad: runWith('if [ -d /models ]; then ls /models'),
      good: runWith('if [ -d /models ]; then ls /models; fi'),
    }),
  },
  {
    id: 'docker-sh-unset-variable',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2154', 'hadolint/SC2154'],
    fix: 'choice',
    check(script, report, setting) {
      for (const { expansions } of script.expanding)
        for (const one of expansions) {
          if (one.kind !== 'variable' || one.modifier !== '' || ALWAYS_SET.has(one.name)) continue;
          if (!/^[A-Za-z_]/.test(one.name) || ownVariables(script).has(one.name)) continue;
          const why = setting.whyUnset(one.name);
          const start = one.start + (one.end - one.start > one.name.length + 1 ? 2 : 1);
          if (why) report.at(one, why.message, { fixes: () => why.fixes({ start, end: start + one.name.length }) });
        }
    },
    page: () => ({
      what: 'A variable that neither ENV, ARG nor the command sets: misspelt, or an ARG of another stage.',
      why: 'The shell puts nothing in its place. `pip install torch==$TORCH` asks for `torch==`, and `rm -rf $DIR/cache` for `/cache`.',
      source: 'Docker documentation, ARG, Scope.',
      bad: 'ARG TORCH=2.5.1\nFROM debian:12.8-slim\nRUN pip install --no-cache-dir "torch==$TORCH"\n',
      good: 'ARG TORCH=2.5.1\nFROM debian:12.8-slim\nARG TORCH\nRUN pip install --no-cache-dir "torch==$TORCH"\n',
    }),
  },
  {
    id: 'docker-sh-rm-variable-root',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2115', 'hadolint/SC2115'],
    fix: 'choice',
    check(script, report, setting) {
      for (const command of script.commands) {
        if (
          programOf(command) !== 'rm' ||
          !command.words.some(({ text }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(text))
        )
          continue;
        for (const word of command.words.slice(1)) {
          const [, name] = /^"?\$\{?(\w+)\}?"?\/\*?"?$/.exec(word.raw) ?? [];
          if (name === undefined || (valueOf(script, setting, name) ?? '') !== '') continue;
          const at = word.raw.indexOf('$');
          const length = word.raw.startsWith('${', at) ? name.length + 3 : name.length + 1;
          report.at(
            word,
            t('When “{0}” is empty, this deletes the whole file system: write “{1}”.', name, `\${${name}:?}`),
            {
              fixes: () => [
                {
                  title: t('Write “{0}”', `\${${name}:?}`),
                  edits: [{ start: word.start + at, end: word.start + at + length, newText: `\${${name}:?}` }],
                  isSafe: false,
                },
              ],
            },
          );
        }
      }
    },
    page: () => ({
      what: '`rm -rf $folder/` with a variable that may be empty.',
      why: 'With an empty variable the path is `/`. Everything that can be deleted is gone, on a mounted folder as well.',
      source: 'POSIX, Shell Command Language, 2.6.2 Parameter Expansion.',
      bad: runWith('rm -rf "$BUILD_DIR"/*'),
      good: runWith('rm -rf "${BUILD_DIR:?}"/*'),
    }),
  },
  {
    id: 'docker-sh-glob-dash',
    kinds: 'shell',
    severity: 'hint',
    aliases: ['shellcheck/SC2035', 'hadolint/SC2035'],
    fix: 'choice',
    check({ commands }, report) {
      for (const command of commands) {
        if (
          !['rm', 'mv', 'cp', 'chmod', 'chown', 'tar'].includes(programOf(command)) ||
          command.words.some(({ text }) => text === '--')
        )
          continue;
        for (const word of command.words.slice(1))
          if (word.raw.startsWith('*'))
            report.at(word, t('A file whose name begins with “-” is read as an option: write “./*”.'), {
              fixes: () => [
                {
                  title: t('Write “{0}”', `./${word.raw}`),
                  edits: [{ start: word.start, end: word.start, newText: './' }],
                  isSafe: false,
                },
              ],
            });
      }
    },
    page: () => ({
      what: '`rm *` and the like.',
      why: 'A file called `-rf` is taken as an option.',
      source: 'POSIX, Utility Conventions, Guideline 10.',
      bad: runWith('rm *.whl'),
      good: runWith('rm ./*.whl'),
    }),
  },
  {
    id: 'docker-sh-for-ls',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2045', 'hadolint/SC2045'],
    check({ commands }, report) {
      for (const command of commands) {
        if (command.words[0]?.text !== 'for') continue;
        const word = command.words.find(({ text }) => /^(?:\$\(|`)\s*ls\b/.test(text));
        if (word) report.at(word, t('Names with blanks fall apart here: let the shell find the files with a pattern.'));
      }
    },
    page: () => ({
      what: '`for file in $(ls …)`.',
      why: 'The output of ls is split at blanks, so a name with one is two. A pattern such as `*.whl` gives whole names.',
      source: 'POSIX, Shell Command Language, 2.6.6 Pathname Expansion.',
      bad: runWith('for f in $(ls /wheels); do echo "$f"; done'),
      good: runWith('for f in /wheels/*; do echo "$f"; done'),
    }),
  },
  {
    id: 'docker-sh-useless-cat',
    kinds: 'shell',
    severity: 'hint',
    aliases: ['shellcheck/SC2002', 'hadolint/SC2002'],
    check({ commands }, report) {
      for (const command of commands) {
        const { words, after, before, redirects } = command;
        const isOne =
          programOf(command) === 'cat' &&
          words.length === 2 &&
          redirects.length === 0 &&
          !/^-|[*?]/.test(words[1]?.raw ?? '-');
        if (isOne && after === '|' && before !== '|')
          report.at(command, t('The next command can read the file itself: “< {0}”.', words[1]?.raw ?? ''));
      }
    },
    page: () => ({
      what: '`cat file | command`.',
      why: 'One process more, and when the file is missing the pipe hides it.',
      source: 'POSIX, Shell Command Language, 2.7.1 Redirecting Input.',
      bad: runWith('cat requirements.txt | xargs -n 1 echo'),
      good: runWith('xargs -n 1 echo < requirements.txt'),
    }),
  },
  {
    id: 'docker-sh-read-no-r',
    kinds: 'shell',
    severity: 'hint',
    aliases: ['shellcheck/SC2162', 'hadolint/SC2162'],
    fix: 'safe',
    check({ commands }, report) {
      for (const command of commands) {
        const [read] = command.words;
        if (!read || programOf(command) !== 'read' || command.words.some(({ text }) => /^-[a-zA-Z]*r/.test(text)))
          continue;
        report.at(read, t('Without “-r” backslashes vanish from what is read.'), {
          fixes: () => [
            { title: t('Add “{0}”', '-r'), edits: [{ start: read.end, end: read.end, newText: ' -r' }], isSafe: true },
          ],
        });
      }
    },
    page: () => ({
      what: '`read` without `-r`.',
      why: 'A backslash escapes the next character, so paths and patterns are read wrongly.',
      source: 'POSIX, read.',
      bad: runWith('while read line; do echo "$line"; done < /list'),
      good: runWith('while read -r line; do echo "$line"; done < /list'),
    }),
  },
  {
    id: 'docker-sh-redirect-order',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2069', 'hadolint/SC2069'],
    check({ commands }, report) {
      for (const { redirects, after } of commands) {
        const both = redirects.findIndex(
          ({ operator, descriptor, target }) => operator === '>&' && descriptor === '2' && target?.text === '1',
        );
        const file = redirects.findIndex(
          ({ operator, descriptor }) => (operator === '>' || operator === '>>') && descriptor !== '2',
        );
        const found = redirects[both];
        if (found && both >= 0 && file > both && after !== '|')
          report.at(found, t('Errors go where the output went before: to have both in the file, write “2>&1” last.'));
      }
    },
    page: () => ({
      what: '`command 2>&1 > file`.',
      why: 'Redirections count from left to right. Errors still go to the terminal, and the file misses them.',
      source: 'POSIX, Shell Command Language, 2.7 Redirection.',
      bad: runWith('make 2>&1 > /build.log'),
      good: runWith('make > /build.log 2>&1'),
    }),
  },
  {
    id: 'docker-sh-sudo-redirect',
    kinds: 'shell',
    severity: 'warning',
    aliases: ['shellcheck/SC2024', 'hadolint/SC2024'],
    check({ commands }, report) {
      for (const { words, redirects } of commands) {
        const redirect =
          words[0]?.text === 'sudo'
            ? redirects.find(
                ({ operator, target }) => operator.startsWith('>') && operator !== '>&' && target?.text !== '/dev/null',
              )
            : undefined;
        if (redirect) report.at(redirect, t('The file is opened before sudo runs, so as the caller: use “sudo tee”.'));
      }
    },
    page: () => ({
      what: '`sudo command > file`.',
      why: 'The shell opens the file, not the command. Where root is needed, it fails with “Permission denied”.',
      source: 'sudo(8), examples.',
      bad: runWith('sudo sysctl -a > /etc/sysctl.txt'),
      good: runWith('sysctl -a > /etc/sysctl.txt'),
    }),
  },
];
