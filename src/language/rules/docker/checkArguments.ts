import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import type { DockerWord } from '../../dockerfile/dockerWord.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { replaced, withoutWord } from '../../lint/fixes/dockerEdits.ts';
import type { FindingSink } from '../../lint/findingSink.ts';
import { BUILDER_ARGS } from './builderArgs.ts';
import { ARITIES, type Arity, SIGNALS } from './instructionShapes.ts';

const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;
/** What the builder knows behind the name of a variable. */
const MODIFIER = /^(?::?[-+?]|##?|%%?|\/\/?)/;
const EXPANDED = new Set(['ENV', 'LABEL', 'ARG', 'WORKDIR', 'USER', 'COPY', 'ADD', 'EXPOSE', 'STOPSIGNAL', 'VOLUME']);
const JSON_FORMS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME', 'COPY', 'ADD']);

/** Arguments of an instruction: how many there are, and whether they can be read. */
export function checkArguments(instruction: Instruction, sink: FindingSink): void {
  if (instruction.jsonForm === 'mixed')
    sink.add('docker-syntax-invalid', instruction.rest, {
      message: t('The JSON form holds texts only: put numbers in quotes.'),
    });
  checkCount(instruction, sink);
  if (instruction.keyword === 'FROM') checkFrom(instruction, sink);
  if (instruction.keyword === 'STOPSIGNAL') checkSignal(instruction, sink);
  if (JSON_FORMS.has(instruction.keyword)) checkSingleQuotes(instruction, sink);
  if (EXPANDED.has(instruction.keyword)) checkTexts(instruction, sink);
}

type Count = (instruction: Instruction, add: (name: string, span: Span, message: string) => void) => void;

/** Arguments of instructions that count them in a simple way. */
const COUNTS: Readonly<Partial<Record<Arity, Count>>> = {
  any({ keyword, keywordSpan, hasArguments }, add) {
    if (!hasArguments) add('argument-missing', keywordSpan, t('{0} needs an argument.', keyword));
  },
  one({ keyword, keywordSpan, words, rest }, add) {
    if (words.length === 0) add('requires-one', keywordSpan, t('{0} needs an argument.', keyword));
    else if (words[1] && keyword !== 'MAINTAINER' && !/["'\\`$]|^[A-Za-z]:\//.test(rest.text))
      add('argument-extra', words[1], t('{0} takes one argument.', keyword));
  },
  some({ keyword, keywordSpan, words }, add) {
    if (words.length === 0) add('requires-at-least-one', keywordSpan, t('{0} needs an argument.', keyword));
  },
  two({ keyword, keywordSpan, words, jsonForm }, add) {
    if (words.length < 2 && jsonForm !== 'mixed')
      add('requires-at-least-two', keywordSpan, t('{0} needs a source and a target.', keyword));
  },
  shell({ keywordSpan, words, jsonForm, rest }, add) {
    if (words.length === 0) add('shell-requires-one', keywordSpan, t('SHELL needs a program.'));
    else if (jsonForm === 'none')
      add('shell-json', rest, t('SHELL is written as a list: “{0}”.', '["/bin/bash", "-c"]'));
  },
};

function checkCount(instruction: Instruction, sink: FindingSink): void {
  const arity = ARITIES[instruction.keyword];
  if (arity === 'pairs') checkPairs(instruction, sink);
  else if (arity === 'health') checkHealth(instruction, sink);
  else if (arity)
    COUNTS[arity]?.(instruction, (name, span, message) => sink.add(`docker-syntax-${name}`, span, { message }));
}

function checkPairs({ keyword, keywordSpan, words, pairs }: Instruction, sink: FindingSink): void {
  const [first] = pairs;
  if (!first)
    sink.add('docker-syntax-requires-at-least-one', keywordSpan, { message: t('{0} needs an argument.', keyword) });
  else if (first.isLegacy && !first.value)
    sink.add('docker-syntax-requires-two', first.name, {
      message: t('“{0}” has no value: write “{0}=value”.', first.name.text),
    });
  else if (!first.isLegacy)
    for (const [index, { name, value }] of pairs.entries()) {
      if (!value)
        sink.add('docker-syntax-missing-equals', words[index] ?? name, {
          message: t('“=” is missing behind “{0}”; a value with blanks needs quotes.', name.text),
        });
      else if (name.text === '')
        sink.add('docker-syntax-missing-names', words[index] ?? name, {
          message: t('A name is missing in front of “=”.'),
        });
    }
}

function checkHealth({ keywordSpan, words, json, rest, source }: Instruction, sink: FindingSink): void {
  const [type, second] = source.text.slice(rest.start, rest.end).split(/\s+/);
  const first = { start: rest.start, end: rest.start + (type ?? '').length };
  const upper = (type ?? '').toUpperCase();
  if (rest.text === '')
    sink.add('docker-syntax-requires-at-least-one', keywordSpan, {
      message: t('{0} needs an argument.', 'HEALTHCHECK'),
    });
  else if (upper === 'NONE') {
    const extra = { start: first.end, end: rest.end };
    if (second !== undefined)
      sink.add(
        'docker-syntax-argument-unnecessary',
        { start: words[1]?.start ?? extra.start, end: extra.end },
        {
          message: t('HEALTHCHECK NONE takes no arguments.'),
          fixes: () => [{ title: t('Remove the arguments'), edits: [withoutWord(source.text, extra)], isSafe: false }],
        },
      );
  } else if (upper !== 'CMD')
    sink.add('docker-syntax-unknown-type', first, {
      message: t('HEALTHCHECK is followed by CMD or NONE, not by “{0}”.', type ?? ''),
    });
  else if (json ? json.length === 0 : words.length < 2)
    sink.add('docker-syntax-healthcheck-cmd-missing', first, { message: t('HEALTHCHECK CMD needs a command.') });
}

function checkFrom({ keywordSpan, words, stage }: Instruction, sink: FindingSink): void {
  const [base, as, name, extra] = words;
  if (!base || extra || (as && !name)) {
    sink.add('docker-syntax-requires-one-or-three', extra ?? as ?? keywordSpan, {
      message: t('FROM is followed by an image, or by an image, AS and a name.'),
    });
    return;
  }
  if (as && as.text.toLowerCase() !== 'as')
    sink.add('docker-syntax-invalid-as', as, {
      message: t('Between the image and the name of the stage stands AS, not “{0}”.', as.text),
      fixes: () => [{ title: t('Write “{0}”', 'AS'), edits: [replaced(as, 'AS')], isSafe: true }],
    });
  else if (name && !STAGE_NAME.test(name.text.toLowerCase()))
    sink.add('docker-syntax-invalid-stage-name', name, {
      message: t(
        '“{0}” is no name for a stage: it begins with a letter, and has letters, digits, “-”, “_” and “.”.',
        name.text,
      ),
    });
  checkBase(base, stage, sink);
}

function checkBase(base: DockerWord, stage: Stage | undefined, sink: FindingSink): void {
  const { text } = base;
  if (!text.includes('$')) {
    const isOk = text === 'scratch' || stage?.parent !== undefined || parseImageRef(text) !== undefined;
    if (!isOk)
      sink.add('docker-syntax-invalid-reference', base, {
        message: t('“{0}” is no image: names are in small letters, tags follow “:”.', text),
      });
  } else if (/^["']?\$\{?\w+\}?["']?$/.test(text)) {
    const variable = text.replaceAll(/\W/g, '');
    if (stage && !stage.file.globals.has(variable) && !BUILDER_ARGS.has(variable))
      sink.add('docker-syntax-base-name-empty', base, {
        message: t('“{0}” is empty: no ARG before the first FROM sets it.', text),
      });
  }
}

function checkSignal({ rest, keywordSpan }: Instruction, sink: FindingSink): void {
  const name = rest.text.toUpperCase();
  if (name === '' || /[$"'\s]/.test(name)) return;
  const isKnown = /^\d+$/.test(name)
    ? Number(name) >= 1 && Number(name) <= 64
    : SIGNALS.has(name.replace(/^SIG/, '').replace(/^(RTMIN|RTMAX)[+-]\d+$/, '$1'));
  if (!isKnown)
    sink.add('docker-syntax-invalid-signal', rest.text === '' ? keywordSpan : rest, {
      message: t('There is no signal “{0}”.', rest.text),
    });
}

function checkSingleQuotes({ rest, jsonForm }: Instruction, sink: FindingSink): void {
  if (jsonForm !== 'none' || !/^\[\s*'[^"]*'\s*\]$/s.test(rest.text)) return;
  sink.add('docker-syntax-json-single-quotes', rest, {
    message: t('JSON has double quotes: like this a shell reads the line.'),
    fixes: () =>
      rest.end - rest.start === rest.text.length
        ? [{ title: t('Write double quotes'), edits: [replaced(rest, rest.text.replaceAll("'", '"'))], isSafe: true }]
        : [],
  });
}

/** Quotes that are open, and variables that the builder cannot replace. */
function checkTexts(instruction: Instruction, sink: FindingSink): void {
  if (instruction.json) return;
  for (const { modifier, start, end } of instruction.variables)
    if (modifier !== '' && !MODIFIER.test(modifier))
      sink.add(
        'docker-syntax-unsupported-modifier',
        { start, end },
        { message: t('The builder does not know “{0}” behind the name of a variable.', modifier.slice(0, 2)) },
      );
  const { rest } = instruction;
  if (!/["']/.test(rest.text) || instruction.heredocs.length > 0) return;
  for (const { text, start, end } of instruction.keyword === 'WORKDIR' || instruction.keyword === 'USER'
    ? [rest]
    : instruction.words) {
    const quote = openQuote(text, instruction.source.escape);
    if (quote !== '')
      sink.add(
        quote === "'" ? 'docker-syntax-missing-single-quote' : 'docker-syntax-missing-double-quote',
        { start, end },
        { message: t('The quote {0} is not closed.', quote) },
      );
  }
}

function openQuote(text: string, escape: string): string {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === escape && quote !== "'") at++;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote;
}
