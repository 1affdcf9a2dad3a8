import type { Failure } from '../../domain/base/failure.ts';

/** An error while connecting, with the failure that the user shall see. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
