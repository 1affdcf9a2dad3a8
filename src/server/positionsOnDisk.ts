import { LineIndex } from '../language/document/lineIndex.ts';
import type { TextPositions } from '../language/editing/editedFile.ts';
import { textOnDisk } from './textOnDisk.ts';

/** Lines and columns of a file that is not open; undefined when it cannot be read any more. */
export async function positionsOnDisk(uri: string): Promise<TextPositions | undefined> {
  const text = await textOnDisk(uri);
  return text === undefined ? undefined : new LineIndex(text);
}
