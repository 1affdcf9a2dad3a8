import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { ignoreComment, mayHoldComments } from './ignoreComment.ts';
import type { Suppression } from './suppression.ts';

/** What the comments of a Dockerfile switch off: each for the next instruction. */
export function dockerMarks(file: Dockerfile): readonly Suppression[] {
  if (!mayHoldComments(file.text)) return [];
  return file.comments.flatMap(({ start, end: lineEnd }) => {
    const comment = ignoreComment(file.text.slice(start, lineEnd).trimEnd(), start);
    // BuildKit's `# check=skip=…` is a directive at the top, and for the next instruction everywhere else.
    if (!comment || (comment.kind === 'file' && comment.peer !== 'buildkit')) return [];
    // A comment between the lines of an instruction is for that instruction.
    const next = file.instructions.find(({ end }) => end > start);
    return [
      {
        ...comment,
        kind: 'next' as const,
        reach: next ? { start: Math.min(start, next.start), end: next.end } : comment.span,
      },
    ];
  });
}
