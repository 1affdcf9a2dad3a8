import type { Failure } from '../../domain/base/failure.ts';

/** An error while connecting or talking, with the failure that the user shall see. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Code of an error of Node, OpenSSL or the HTTP parser; '' when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
