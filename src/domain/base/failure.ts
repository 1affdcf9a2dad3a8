/**
 * What kind of thing went wrong. Callers decide by the code, never by searching in a message.
 *
 * - `unreachable`: nobody answers at the address · `timeout`: somebody is there but does not answer in time
 * - `unauthorized`: who are you · `forbidden`: you may not · `untrusted`: the workspace is in Restricted Mode
 * - `not-found`: the object is not there · `conflict`: it is, or changed, or is in use
 * - `invalid`: the input is wrong · `rejected`: the server refuses the request · `unsupported`: the server cannot do this
 * - `tool-missing`: a program is needed · `no-space`: a disk is full · `cancelled`: the user stopped it; shown to nobody
 */
export type FailureCode =
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'untrusted'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'rejected'
  | 'unsupported'
  | 'tool-missing'
  | 'no-space'
  | 'cancelled';

/** An expected failure, ready to be shown. */
export interface Failure {
  readonly code: FailureCode;
  /** One sentence: what failed, on which object, and why. */
  readonly message: string;
  /** One sentence: what the user can do now. */
  readonly nextStep?: string;
  /** The words of the system behind it, for the log and for a details view. Never holds a secret. */
  readonly detail?: string;
  /** Where in a file the cause is; lines and columns count from 1. */
  readonly location?: FileLocation;
  /** What the failure is about, where the code does not tell: who the user is, who the server is, or that an answer is too large. */
  readonly about?: 'login' | 'certificate' | 'size';
}

/** A place in a file of the user's. */
export interface FileLocation {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(failure: Failure): Result<never> {
  return { ok: false, failure };
}

/** What failed, and what the user can do now: two sentences, also when the first has no full stop, as one that stands alone. */
export function sentencesOf({ message, nextStep }: Pick<Failure, 'message' | 'nextStep'>): string {
  if (nextStep === undefined) return message;
  return /[.!?…:。]$/.test(message) ? `${message} ${nextStep}` : `${message}. ${nextStep}`;
}

/** The failure of an operation that the user stopped. */
export const CANCELLED: Failure = { code: 'cancelled', message: 'Cancelled' };

/** Closes a switch over a union: a new member becomes a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
