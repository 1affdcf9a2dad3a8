import { t } from '../../../../domain/base/text.ts';
import type { Dockerfile } from '../../../dockerfile/dockerfile.ts';
import type { Instruction } from '../../../dockerfile/instruction.ts';
import { BUILDER_ARGS } from '../../../rules/docker/builderArgs.ts';
import { SIGNALS } from '../../../rules/docker/instructionShapes.ts';
import { CHOICE, KEYWORD, type Offer, type Offers, VARIABLE } from '../textHelp.ts';
import { type DockerCursor, dockerCursorAt } from './dockerCursor.ts';
import { valueText, variablesAt } from './dockerVariables.ts';
import { builderArgTexts, instructionTexts } from './dockerWords.ts';
import { flagOffers } from './flagOffers.ts';
import { imageOffers } from './imageOffers.ts';
import { stageOffer } from './stageOffer.ts';

/** Whose offers they are: those of images for training are ours alone, the rest other extensions make too. */
export type DockerOwner = 'all' | 'images';

/** What can be written at an offset of a Dockerfile. */
export function offersInDockerfile(file: Dockerfile, offset: number, owner: DockerOwner): Offers | undefined {
  if (file.isForeign) return undefined;
  const cursor = dockerCursorAt(file, offset);
  if (!cursor) return owner === 'all' ? directiveOffers(file, offset) : undefined;
  if (owner === 'images') {
    const images = imagesAt(cursor);
    return images.length > 0 ? { word: cursor.word, offers: images } : undefined;
  }
  if (cursor.at === 'keyword') return { word: cursor.word, offers: keywords(file, cursor) };
  const variable = variableOffers(file, cursor, offset);
  if (variable) return variable;
  if (cursor.before.startsWith('--')) return flagOffers(cursor, offset);
  const offers = argumentOffers(file, cursor);
  return offers.length > 0 ? { word: cursor.word, offers } : undefined;
}

/** In front of the first stage, ARG and FROM alone are taken; ONBUILD takes neither FROM nor ONBUILD. */
function keywords(file: Dockerfile, { word, outer }: DockerCursor & { readonly at: 'keyword' }): readonly Offer[] {
  const isBeforeStages = !file.stages.some(({ from }) => from.start < word.start);
  const names = isBeforeStages ? ['FROM', 'ARG'] : undefined;
  return Object.entries(instructionTexts())
    .filter(([name]) => names?.includes(name) ?? !(outer && (name === 'FROM' || name === 'ONBUILD')))
    .map(([label, { form, text, snippet }]) => ({
      label,
      kind: KEYWORD,
      detail: form,
      documentation: text,
      insertText: snippet,
      isSnippet: true,
    }));
}

/** Behind `$` and `${`. */
function variableOffers(file: Dockerfile, { instruction }: InArguments, offset: number): Offers | undefined {
  const name = /\$\{?(\w*)$/.exec(file.text.slice(instruction.start, offset))?.[1];
  if (name === undefined) return undefined;
  const start = offset - name.length;
  const end = offset + (/^\w*/.exec(file.text.slice(offset))?.[0].length ?? 0);
  const offers = Array.from(variablesAt(file, instruction), ([label, value]): Offer => {
    return { label, kind: VARIABLE, documentation: valueText(label, value) };
  });
  return { word: { start, end }, offers };
}

type InArguments = DockerCursor & { readonly at: 'arguments' };

function argumentOffers(file: Dockerfile, cursor: InArguments): readonly Offer[] {
  const { instruction, index } = cursor;
  const startsArguments = index === 0;
  switch (instruction.keyword) {
    case 'FROM':
      if (startsArguments) return [...stageOffers(file, instruction), ...imagesAt(cursor)];
      return index === 1 ? [{ label: 'AS', kind: KEYWORD, detail: t('name of the stage'), insertText: 'AS ' }] : [];
    case 'HEALTHCHECK':
      return startsArguments ? ['CMD', 'NONE'].map((label) => ({ label, kind: KEYWORD })) : [];
    case 'STOPSIGNAL':
      return startsArguments ? Array.from(SIGNALS, (name) => ({ label: `SIG${name}`, kind: CHOICE })) : [];
    case 'ARG':
      return argOffers(file, instruction);
    default:
      return [];
  }
}

/** Stages that this one can go on from. */
function stageOffers(file: Dockerfile, from: Instruction): readonly Offer[] {
  return file.stages.filter((stage) => stage.from.start < from.start).flatMap(stageOffer);
}

function imagesAt(cursor: DockerCursor): readonly Offer[] {
  if (cursor.at !== 'arguments' || cursor.index > 0 || cursor.before.startsWith('-')) return [];
  if (cursor.instruction.keyword !== 'FROM') return [];
  return imageOffers();
}

/** Arguments that the stage does not know yet. */
function argOffers(file: Dockerfile, instruction: Instruction): readonly Offer[] {
  const { stage } = instruction;
  if (!stage) return [];
  const known = stage.variablesBefore(instruction);
  const globals = Array.from(file.globals).map(([label, value]): Offer => {
    return { label, kind: VARIABLE, documentation: valueText(label, value) };
  });
  const texts = builderArgTexts();
  const builder = Array.from(BUILDER_ARGS, (label): Offer => {
    return { label, kind: VARIABLE, documentation: texts[label] ?? '' };
  });
  return [...globals, ...builder].filter(({ label }) => !known.has(label));
}

/** At the top, where a comment may say how the file is read. */
function directiveOffers({ text, instructions }: Dockerfile, offset: number): Offers | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const isAtTop = !instructions.some(({ start }) => start < offset);
  const written = /^#\s*(\w*)$/.exec(text.slice(lineStart, offset))?.[1];
  if (!isAtTop || written === undefined) return undefined;
  const texts = {
    'syntax=docker/dockerfile:1': t('The newest reader of version 1 is fetched for the build.'),
    'check=error=true': t('Warnings of the build are errors.'),
    'escape=`': t('The character that continues lines, for images of Windows.'),
  };
  return {
    word: { start: offset - written.length, end: offset },
    offers: Object.entries(texts).map(([label, documentation]) => ({ label, kind: KEYWORD, documentation })),
  };
}
