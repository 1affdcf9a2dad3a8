import { LineIndex } from '../language/document/lineIndex.ts';
import type { TextPositions } from '../language/editing/editedFile.ts';
import type { ServerHost } from './serverHost.ts';

/** Lines and columns of a file that is not open; undefined when it cannot be read any more. */
export async function positionsOf(uri: string, host: ServerHost): Promise<TextPositions | undefined> {
  const text = await host.textOf(uri);
  return text === undefined ? undefined : new LineIndex(text);
}
