import { t } from '../../../domain/base/text.ts';
import { jsonWords } from '../../../domain/containerize/dockerText.ts';
import type { DockerWord } from '../../dockerfile/dockerWord.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import { readShell } from '../../shell/shellScript.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { lineBefore, replaced, withoutInstruction } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { baseSetsNo } from './baseSetsNo.ts';

const STARTS = ['CMD', 'ENTRYPOINT'] as const;
const SHELLS = /(?:^|\/)(?:ba|da|a)?sh$/;

/** Instructions of which only the last one of a stage counts, one a line. */
const LAST_COUNTS = [
  {
    keyword: 'CMD',
    id: 'docker-cmd-multiple',
    aliases: ['hadolint/DL4003', 'trivy/DS-0016', 'trivy/DS016', 'docker-syntax-multiple-instructions'],
    line: 'CMD ["python", "train.py"]',
  },
  {
    keyword: 'ENTRYPOINT',
    id: 'docker-entrypoint-multiple',
    aliases: ['hadolint/DL4004', 'trivy/DS-0007', 'trivy/DS007', 'docker-syntax-multiple-instructions'],
    line: 'ENTRYPOINT ["python"]',
  },
  {
    keyword: 'HEALTHCHECK',
    id: 'docker-healthcheck-multiple',
    aliases: ['hadolint/DL3012', 'trivy/DS-0023', 'trivy/DS023', 'docker-syntax-multiple-instructions'],
    line: 'HEALTHCHECK CMD ["true"]',
  },
] as const;

const lastCountsRules: readonly DockerRule[] = LAST_COUNTS.map(({ keyword, id, aliases, line }) => ({
  id,
  on: 'stage',
  kinds: keyword,
  severity: 'warning',
  aliases: [...aliases, 'buildkit/MultipleInstructionsDisallowed', 'dockerfile-utils/MULTIPLE_INSTRUCTIONS'],
  fix: 'safe',
  check({ instructions }, report) {
    const all = instructions.filter((one) => one.keyword === keyword);
    for (const one of all.slice(0, -1))
      report.at(one.keywordSpan, t('Only the last {0} of a stage counts: this one has no effect.', keyword), {
        tag: 'unnecessary',
        fixes: () => [{ title: t('Remove this instruction'), edits: [withoutInstruction(one)], isSafe: true }],
      });
  },
  page: () => ({
    what: `Several ${keyword} in one stage.`,
    why: 'All but the last are dropped without a word. Who changes the first one wonders why nothing happens.',
    source: `Docker documentation, ${keyword}.`,
    bad: dockerfileWith(`${line}\n${line}`),
    good: dockerfileWith(line),
  }),
}));

/** What runs in the container: its command, program and arguments. */
function startOf(stage: Stage): { readonly instruction: Instruction; readonly words: readonly string[] } | undefined {
  const instruction = stage.lastOf('ENTRYPOINT') ?? stage.lastOf('CMD');
  if (!instruction) return undefined;
  const shell = instruction.script?.commands.find(({ words }) => words.length > 0)?.words;
  const words = (instruction.json ?? shell ?? []).map(({ text }) => text);
  const command = instruction.keyword === 'ENTRYPOINT' ? stage.lastOf('CMD')?.json : undefined;
  return { instruction, words: [...words, ...(command ?? []).map(({ text }) => text)] };
}

function isPython(words: readonly string[]): boolean {
  return /(?:^|\/)python[\d.]*$/.test(words[0] ?? '') && !words.slice(1).some((word) => /^-[a-zA-Z]*u/.test(word));
}

/** CMD, ENTRYPOINT, HEALTHCHECK and USER: how a container starts. */
export const startRules: readonly DockerRule[] = [
  ...lastCountsRules,
  {
    id: 'docker-json-form',
    on: 'instruction',
    keywords: STARTS,
    kinds: 'CMD, ENTRYPOINT',
    severity: 'warning',
    aliases: ['hadolint/DL3025', 'buildkit/JSONArgsRecommended'],
    fix: 'choice',
    check(start, report) {
      const { script, stage } = start;
      if (start.jsonForm !== 'none' || !script || script.commands.length === 0 || start.rest.text.startsWith('['))
        return;
      // A shell that was chosen is meant; `exec` takes its place.
      if (stage?.chain.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'SHELL'))) return;
      if (script.commands[0]?.words[0]?.text === 'exec') return;
      report.at(
        start.keywordSpan,
        t('A shell stands in front of the program and keeps SIGTERM to itself: write the JSON form.'),
        {
          fixes: () => {
            const [only, second] = script.commands;
            const isSimple =
              only &&
              !second &&
              only.redirects.length + only.assignments.length === 0 &&
              only.words.every(
                ({ expansions, text, isQuoted }) => expansions.length === 0 && (isQuoted || !/[*?~{]/.test(text)),
              );
            return isSimple && start.rest.start < start.rest.end
              ? [
                  {
                    title: t('Write the JSON form'),
                    edits: [replaced(start.rest, jsonWords(only.words.map(({ text }) => text)))],
                    isSafe: false,
                  },
                ]
              : [];
          },
        },
      );
    },
    page: () => ({
      what: 'CMD or ENTRYPOINT in the shell form.',
      why: '`/bin/sh -c` is process 1 and does not pass signals on. A stopped training is killed after the grace period without having saved.',
      source: 'Docker documentation, Shell and exec form; BuildKit, check JSONArgsRecommended.',
      bad: dockerfileWith('ENV PYTHONUNBUFFERED=1\nCMD python train.py'),
      good: dockerfileWith('ENV PYTHONUNBUFFERED=1\nCMD ["python", "train.py"]'),
    }),
  },
  {
    id: 'docker-entrypoint-no-exec',
    on: 'instruction',
    keywords: STARTS,
    kinds: 'CMD, ENTRYPOINT',
    severity: 'warning',
    check({ json = [] }, report) {
      const script = scriptOf(json);
      const last = script && lastCommand(script.text);
      if (script && last !== undefined)
        report.at(
          script,
          t('The shell stays in front of “{0}” and keeps SIGTERM to itself: write “exec” before it.', last),
        );
    },
    page: () => ({
      what: 'A shell script in CMD or ENTRYPOINT whose last command is started without `exec`.',
      why: 'The shell is process 1 and does not pass signals on. A stopped training is killed after the grace period without having saved.',
      source: 'Docker documentation, Shell and exec form.',
      bad: dockerfileWith('CMD ["sh", "-c", "python migrate.py && python train.py"]'),
      good: dockerfileWith('CMD ["sh", "-c", "python migrate.py && exec python train.py"]'),
    }),
  },
  {
    id: 'docker-healthcheck-missing',
    on: 'stage',
    kinds: 'last stage',
    severity: 'info',
    isOff: true,
    isAboutAbsence: true,
    aliases: ['hadolint/DL3057', 'trivy/DS-0026', 'trivy/DS026'],
    check(stage, report) {
      if (stage.isLast && !stage.lastOf('HEALTHCHECK'))
        report.at(stage.from.keywordSpan, t('The image has no HEALTHCHECK.'));
    },
    page: () => ({
      what: 'No HEALTHCHECK in the image.',
      why: 'Docker and Compose then know of a server only that its process lives. Kubernetes does not look at it.',
      source: 'Docker documentation, HEALTHCHECK.',
      bad: dockerfileWith('CMD ["python", "serve.py"]'),
      good: dockerfileWith(
        'HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/health"]\nCMD ["python", "serve.py"]',
      ),
    }),
  },
  {
    id: 'docker-pythonunbuffered',
    on: 'stage',
    kinds: 'last stage',
    severity: 'info',
    isAboutAbsence: true,
    fix: 'safe',
    check(stage, report) {
      const start = stage.isLast ? startOf(stage) : undefined;
      if (
        !start ||
        !isPython(start.words) ||
        stage.envValue('PYTHONUNBUFFERED') !== undefined ||
        !baseSetsNo(stage, 'USER')
      )
        return;
      if (start.instruction.source.body.includes('PYTHONUNBUFFERED')) return;
      report.at(
        start.instruction.keywordSpan,
        t('Without PYTHONUNBUFFERED what Python prints arrives late in the log, and never when the process is killed.'),
        {
          fixes: () => [
            {
              title: t('Add “{0}”', 'ENV PYTHONUNBUFFERED=1'),
              edits: [lineBefore(start.instruction, 'ENV PYTHONUNBUFFERED=1')],
              isSafe: true,
            },
          ],
        },
      );
    },
    page: () => ({
      what: 'The image starts Python and does not set PYTHONUNBUFFERED.',
      why: 'Python keeps up to 8 kB of output when it writes to a pipe. The last lines before an out-of-memory kill, which say why, are lost.',
      source: 'Python documentation, PYTHONUNBUFFERED.',
      bad: dockerfileWith('CMD ["python", "train.py"]'),
      good: dockerfileWith('ENV PYTHONUNBUFFERED=1\nCMD ["python", "train.py"]'),
    }),
  },
];

/** The text behind `sh -c`. */
function scriptOf(json: readonly DockerWord[]): DockerWord | undefined {
  const at = json.findIndex(({ text }) => /^-\w*c$/.test(text));
  return at === 1 && SHELLS.test(json[0]?.text ?? '') ? json[2] : undefined;
}

/** The last of several commands, when the shell waits for it. Of one command alone the shell makes itself. */
function lastCommand(text: string): string | undefined {
  const { commands, problems } = readShell(text);
  const own = commands.filter(({ blocks, words }) => blocks.length === 0 && words.length > 0);
  const last = own.at(-1);
  if (problems.length > 0 || own.length < 2 || !last || last !== commands.at(-1)) return undefined;
  const name = last.words[0]?.text ?? '';
  return name === 'exec' || last.before === '|' ? undefined : name;
}
