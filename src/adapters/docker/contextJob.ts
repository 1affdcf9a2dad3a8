import type { ContextFinding } from '../../domain/images/contextSurvey.ts';

/** What the thread that walks a context is asked to do. */
export interface ContextJob {
  readonly kind: 'pack' | 'survey';
  readonly folder: string;
  /** Text of the ignore file; empty when there is none. */
  readonly ignoreText: string;
  readonly ignorePath: string;
  /** Files that are sent in front of the context and hide a file of the same name in it. */
  readonly extraFiles: readonly { readonly name: string; readonly content: string }[];
}

/** Counted while a context is walked. `skipped` are FIFOs, sockets and devices; `vanished` were gone before they were read. */
export interface ContextSummary {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: readonly string[];
  readonly vanished: readonly string[];
}

/** From the thread to its owner. A chunk's buffer comes back through the port and is used again. */
export type ContextMessage =
  | { readonly kind: 'chunk'; readonly buffer: ArrayBuffer; readonly length: number; readonly files: number }
  | { readonly kind: 'end'; readonly summary: ContextSummary; readonly findings: readonly ContextFinding[] }
  | { readonly kind: 'failed'; readonly problem: ContextProblem };

/** Why a context could not be read, as data: the words are made where the user's language is known. */
export interface ContextProblem {
  readonly reason: 'shrunk' | 'unreadable' | 'missing' | 'other';
  readonly path: string;
  readonly detail: string;
}
