import type { DockerWord } from './dockerWord.ts';
import type { Instruction } from './instruction.ts';

export const COPIES = ['COPY', 'ADD'] as const;

/** Sources and target of COPY or ADD; heredocs are no sources. */
export function copyPaths({ words }: Instruction): {
  readonly sources: readonly DockerWord[];
  readonly target: DockerWord | undefined;
} {
  const sources = words.slice(0, -1).filter(({ text }) => !text.startsWith('<<'));
  return { sources, target: words.length > 1 ? words.at(-1) : undefined };
}

/** Sources that come from the context of this build; none of any other instruction. */
export function contextSources(one: Instruction): readonly DockerWord[] {
  // What stands behind ONBUILD is taken from the context of another build.
  const isOfContext = COPIES.some((keyword) => keyword === one.keyword) && !one.flag('from') && !one.outer;
  return isOfContext ? copyPaths(one).sources : [];
}
