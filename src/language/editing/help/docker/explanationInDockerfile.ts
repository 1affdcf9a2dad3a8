import { t } from '../../../../domain/base/text.ts';
import { parseImageRef } from '../../../../domain/images/imageRef.ts';
import type { Dockerfile } from '../../../dockerfile/dockerfile.ts';
import type { DockerFlag, Instruction } from '../../../dockerfile/instruction.ts';
import type { Stage } from '../../../dockerfile/stage.ts';
import { stageNamed } from '../../../dockerfile/stageUse.ts';
import { type Explanation, inCode } from '../textHelp.ts';
import { imageText } from './baseImages.ts';
import { valueText, variablesAt } from './dockerVariables.ts';
import { flagTexts, instructionTexts } from './dockerWords.ts';
import type { DockerOwner } from './offersInDockerfile.ts';
import { stageText } from './stageOffer.ts';

/** What stands at an offset of a Dockerfile. */
export function explanationInDockerfile(file: Dockerfile, offset: number, owner: DockerOwner): Explanation | undefined {
  if (file.isForeign) return undefined;
  const outermost = file.instructions.findLast(({ start }) => start <= offset);
  if (!outermost || offset > outermost.end) return undefined;
  const isInTrigger = outermost.trigger !== undefined && outermost.trigger.start <= offset;
  const instruction = isInTrigger && outermost.trigger ? outermost.trigger : outermost;
  if (owner === 'images') return imageExplanation(instruction, offset);
  if (offset <= instruction.keywordSpan.end) return keywordExplanation(instruction);
  return (
    variableExplanation(file, instruction, offset) ??
    imageExplanation(instruction, offset) ??
    flagExplanation(file, instruction, offset) ??
    pairExplanation(file, instruction, offset) ??
    baseExplanation(instruction, offset)
  );
}

function keywordExplanation({ keyword, keywordSpan }: Instruction): Explanation | undefined {
  const known = instructionTexts()[keyword];
  return known && { ...keywordSpan, markdown: `\`${known.form}\`\n\n${known.text}` };
}

function imageExplanation({ keyword, stage }: Instruction, offset: number): Explanation | undefined {
  const word = keyword === 'FROM' ? stage?.baseWord : undefined;
  if (!word || !stage?.image || offset < word.start || word.end < offset) return undefined;
  const text = imageText(stage.image);
  if (text === undefined) return undefined;
  return { start: word.start, end: word.end, markdown: `${inCode(stage.base ?? word.text)}\n\n${text}` };
}

/** `FROM build`, and images whose name has variables. */
function baseExplanation({ keyword, stage }: Instruction, offset: number): Explanation | undefined {
  const word = keyword === 'FROM' ? stage?.baseWord : undefined;
  if (!stage || !word || offset < word.start || word.end < offset) return undefined;
  if (stage.parent) return stageExplanation(stage.parent, word);
  const isExpanded = stage.base !== undefined && stage.base !== word.text;
  return isExpanded ? { start: word.start, end: word.end, markdown: inCode(stage.base) } : undefined;
}

function stageExplanation(stage: Stage, { start, end }: { readonly start: number; readonly end: number }): Explanation {
  return { start, end, markdown: inCode(stageText(stage)) };
}

function variableExplanation(file: Dockerfile, instruction: Instruction, offset: number): Explanation | undefined {
  const { source, start } = instruction;
  // Those of a shell too: it gets the variables of the stage from the environment.
  const name = nameAround(source.text, offset, start);
  if (!name) return undefined;
  const known = variablesAt(file, instruction);
  const word = source.text.slice(name.start, name.end);
  if (!known.has(word)) return undefined;
  return { ...name, markdown: `**${word}**\n\n${valueText(word, known.get(word))}` };
}

/** The name of a variable behind `$` or `${` around an offset. */
function nameAround(text: string, offset: number, from: number) {
  let start = offset;
  while (start > from && /\w/.test(text.charAt(start - 1))) start--;
  if (text.charAt(start) === '$') start++;
  if (text.charAt(start) === '{') start++;
  let end = start;
  while (/\w/.test(text.charAt(end))) end++;
  const lead = text.slice(Math.max(from, start - 2), start);
  return end > start && /\$\{?$/.test(lead) ? { start, end } : undefined;
}

function flagExplanation(file: Dockerfile, instruction: Instruction, offset: number): Explanation | undefined {
  const flag = instruction.flags.find(({ start, end }) => start <= offset && offset <= end);
  if (!flag) return undefined;
  const nameEnd = flag.start + 2 + flag.name.length;
  if (offset > nameEnd && flag.name === 'from') return fromExplanation(file, instruction, flag);
  const text = flagTexts()[instruction.keyword]?.[flag.name];
  return text === undefined
    ? undefined
    : { start: flag.start, end: nameEnd, markdown: `**--${flag.name}**\n\n${text}` };
}

function fromExplanation(
  file: Dockerfile,
  instruction: Instruction,
  { value = '', valueSpan }: DockerFlag,
): Explanation | undefined {
  const stage = stageNamed(file, value, instruction);
  if (stage) return stageExplanation(stage, valueSpan);
  const image = parseImageRef(value);
  const text = image && imageText(image);
  return text === undefined ? undefined : { ...valueSpan, markdown: text };
}

/** The value that a name gets, with the variables in it replaced. */
function pairExplanation(file: Dockerfile, instruction: Instruction, offset: number): Explanation | undefined {
  const { keyword, stage } = instruction;
  if (keyword !== 'ENV' && keyword !== 'ARG') return undefined;
  const pair = instruction.pairs.find(({ name }) => name.start <= offset && offset <= name.end);
  if (!pair) return undefined;
  const { start, end, text } = pair.name;
  const next = stage?.instructions.find((one) => one.start > instruction.start);
  const values = next ? variablesAt(file, next) : (stage?.variables ?? file.globals);
  const kind = keyword === 'ENV' ? t('Environment variable') : t('Argument of the build');
  const value = pair.value && !values.has(text) ? instruction.plain(pair.value.text) : values.get(text);
  return { start, end, markdown: `**${text.replaceAll(/\W/g, '')}** · ${kind}\n\n${valueText(text, value)}` };
}
