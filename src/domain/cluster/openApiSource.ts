import type { Result } from '../base/failure.ts';

/** What a server says of the shape of its kinds. */
export interface OpenApiSource {
  /** Where the document of each version of an API group is (`example.com/v1`); the place changes when the document does. */
  documents(signal: AbortSignal): Promise<Result<ReadonlyMap<string, string>>>;
  /** Writes a document into a file, whole or not at all. At most 32 MB. */
  download(place: string, file: string, signal: AbortSignal): Promise<Result<void>>;
}
