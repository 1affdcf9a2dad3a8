import type { Result } from '../base/failure.ts';

/** As for every answer that is read as a whole. The largest one seen is that of `core/v1`, 1 MB; operators with copies of pods reach 10. */
export const LARGEST_OPENAPI_BYTES = 32 * 1024 * 1024;

/** What a server says of the shape of its kinds. */
export interface OpenApiSource {
  /** Where the document of each version of an API group is (`example.com/v1`); the place changes when the document does. */
  documents(signal: AbortSignal): Promise<Result<ReadonlyMap<string, string>>>;
  /** Writes a document into a file, whole or not at all. At most `LARGEST_OPENAPI_BYTES`. */
  download(place: string, file: string, signal: AbortSignal): Promise<Result<void>>;
}
