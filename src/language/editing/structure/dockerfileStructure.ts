import type { Span } from '../../../domain/deploy/specNode.ts';
import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import type { TextStructure } from './textStructure.ts';

/** The structure of a Dockerfile: stages, instructions, heredocs, words. */
export function dockerfileStructure(text: string): TextStructure {
  let read: Dockerfile | undefined;
  const get = (): Dockerfile => (read ??= new Dockerfile(text));
  return {
    *blocks() {
      const { instructions } = get();
      for (const one of instructions) {
        if (one.keyword === 'FROM' && one.stage) yield { start: one.start, end: endOfStage(one.stage) };
        yield wholeOf(one);
      }
    },
    around: (offset) => {
      const { instructions, stages } = get();
      const one = instructions.findLast(({ start }) => start <= offset);
      if (!one) return [];
      const stage = stages.findLast(({ from }) => from.start <= offset);
      const spans: readonly Span[] = [
        ...one.words.map(({ start, end }) => ({ start, end })),
        ...one.heredocs.map(({ content }) => content),
        wholeOf(one),
        ...(stage ? [{ start: stage.from.start, end: endOfStage(stage) }] : []),
      ];
      return spans.filter(({ start, end }) => start <= offset && offset <= end);
    },
  };
}

function endOfStage(stage: { readonly from: Instruction; readonly instructions: readonly Instruction[] }): number {
  return wholeOf(stage.instructions.at(-1) ?? stage.from).end;
}

/** An instruction with the lines of its heredocs and their end words. */
function wholeOf({ start, end, heredocs, source }: Instruction): Span {
  const last = heredocs.at(-1);
  if (!last) return { start, end };
  const line = source.text.indexOf('\n', last.content.end);
  return { start, end: line < 0 ? source.text.length : line };
}
