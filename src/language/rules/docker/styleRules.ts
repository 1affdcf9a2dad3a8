import { t } from '../../../domain/base/text.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { runCommands } from '../../dockerfile/runCommands.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { replaced } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

const PRAGMA = /^(?:hadolint\s+(?:global\s+)?ignore\s*=|dockerfile-utils:\s*ignore|trainyard-ignore)/;

function isPlainRun(one: Instruction | undefined): one is Instruction {
  return (
    one !== undefined &&
    one.keyword === 'RUN' &&
    one.flags.length === 0 &&
    one.heredocs.length === 0 &&
    one.json === undefined &&
    runCommands(one).length <= 2
  );
}

/** How a file is written. */
export const styleRules: readonly DockerRule[] = [
  {
    id: 'docker-instruction-casing',
    on: 'file',
    kinds: 'all',
    severity: 'info',
    aliases: ['buildkit/ConsistentInstructionCasing'],
    fix: 'safe',
    check({ instructions }, report) {
      let lower = 0;
      let upper = 0;
      for (const { written, keyword } of instructions) {
        if (written === keyword) upper++;
        else if (written === keyword.toLowerCase()) lower++;
      }
      const isLower = lower > upper;
      if (upper === instructions.length || lower === instructions.length) return;
      for (const one of instructions) {
        const wanted = isLower ? one.keyword.toLowerCase() : one.keyword;
        if (one.written !== wanted)
          report.at(one.keywordSpan, t('The other instructions of this file are written in another case.'), {
            fixes: () => [
              { title: t('Write “{0}”', wanted), edits: [replaced(one.keywordSpan, wanted)], isSafe: true },
            ],
          });
      }
    },
    page: () => ({
      what: 'Instructions in different cases in one file.',
      why: 'It builds, but the eye looks for instructions in one case and overlooks the others.',
      source: 'BuildKit, check ConsistentInstructionCasing.',
      bad: dockerfileWith('WORKDIR /app\nrun true'),
      good: dockerfileWith('WORKDIR /app\nRUN true'),
    }),
  },
  {
    id: 'docker-syntax-instruction-casing',
    on: 'instruction',
    kinds: 'all',
    severity: 'hint',
    isOff: true,
    aliases: ['dockerfile-utils/CASING_INSTRUCTION'],
    fix: 'safe',
    check({ keyword, keywordSpan, written }, report) {
      if (written !== keyword)
        report.at(keywordSpan, t('By convention instructions are in capital letters.'), {
          fixes: () => [{ title: t('Write “{0}”', keyword), edits: [replaced(keywordSpan, keyword)], isSafe: true }],
        });
    },
    page: () => ({
      what: 'An instruction that is not in capital letters.',
      why: 'It builds; capital letters tell instructions from arguments.',
      source: 'Docker documentation, Dockerfile reference, Format.',
      bad: 'from python:3.12.4-slim\n',
      good: 'FROM python:3.12.4-slim\n',
    }),
  },
  {
    id: 'docker-empty-continuation',
    on: 'instruction',
    kinds: 'all',
    severity: 'warning',
    aliases: [
      'buildkit/NoEmptyContinuation',
      'dockerfile-utils/EMPTY_CONTINUATION_LINE',
      'docker-syntax-empty-continuation',
    ],
    fix: 'safe',
    check({ source }, report) {
      if (source.emptyLines.length === 0) return;
      for (const line of source.emptyLines)
        report.at(line, t('A blank line inside a continued instruction will be an error of the builder.'), {
          fixes: () => [
            { title: t('Remove blank lines of this instruction'), edits: [replaced(line, '')], isSafe: true },
          ],
        });
    },
    page: () => ({
      what: 'A blank line between the lines of a continued instruction.',
      why: 'Builders skip it and warn that they will stop doing so: the second half is then read as an instruction of its own.',
      source: 'BuildKit, check NoEmptyContinuation.',
      bad: dockerfileWith('RUN echo one && \\\n\n    echo two'),
      good: dockerfileWith('RUN echo one && \\\n    echo two'),
    }),
  },
  {
    id: 'docker-definition-comment',
    on: 'instruction',
    keywords: ['ARG', 'FROM'],
    kinds: 'ARG, FROM',
    severity: 'hint',
    isOff: true,
    aliases: ['buildkit/InvalidDefinitionDescription'],
    check(one, report) {
      const { comments } = one.source;
      const last = comments.at(-1);
      const names =
        one.keyword === 'FROM' ? [one.stage?.nameWord?.text.toLowerCase()] : one.pairs.map(({ name }) => name.text);
      const known = names.filter((name) => name !== undefined);
      if (
        !last ||
        known.length === 0 ||
        comments.some(({ text }) => known.some((name) => text === name || text.startsWith(`${name} `)))
      )
        return;
      report.at(last, t('A comment right before {0} describes it when it begins with its name.', one.keyword));
    },
    page: () => ({
      what: 'A comment before ARG or FROM … AS that does not begin with the name.',
      why: '`docker build --call=outline` shows such comments as descriptions, and leaves this one out.',
      source: 'BuildKit, check InvalidDefinitionDescription.',
      bad: '# which Python to use\nARG PYTHON=3.12.4\nFROM python:${PYTHON}\n',
      good: '# PYTHON is the version to use\nARG PYTHON=3.12.4\nFROM python:${PYTHON}\n',
    }),
  },
  {
    id: 'docker-pragma-forbidden',
    on: 'file',
    kinds: 'comments',
    severity: 'info',
    isOff: true,
    aliases: ['hadolint/DL1001'],
    check({ comments }, report) {
      for (const comment of comments)
        if (PRAGMA.test(comment.text)) report.at(comment, t('Comments that switch checks off are not allowed here.'));
    },
    page: () => ({
      what: 'A comment that switches a check off.',
      why: 'Where findings decide whether an image may be built, exceptions belong into the settings, where they are reviewed.',
      source: 'Setting of the organisation.',
      bad: dockerfileWith('# hadolint ignore=DL3008\nRUN true'),
      good: dockerfileWith('# a comment\nRUN true'),
    }),
  },
  {
    id: 'docker-run-consecutive',
    on: 'stage',
    kinds: 'RUN',
    severity: 'hint',
    aliases: ['hadolint/DL3059'],
    check({ instructions }, report) {
      for (const [index, one] of instructions.entries())
        if (index > 0 && isPlainRun(one) && isPlainRun(instructions[index - 1]) && one.source.comments.length === 0)
          report.at(one.keywordSpan, t('Two short RUN in a row make two layers: joined with “&&” they are one.'));
    },
    page: () => ({
      what: 'Short RUN instructions in a row.',
      why: 'Each is a layer of its own, and what one deletes stays in the layer of the one before.',
      source: 'Docker documentation, Building best practices, RUN.',
      bad: dockerfileWith('RUN mkdir /data\nRUN chown 1000 /data'),
      good: dockerfileWith('RUN mkdir /data && chown 1000 /data'),
    }),
  },
];
