import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LineIndex } from '../language/document/lineIndex.ts';
import type { TextPositions } from '../language/editing/editedFile.ts';

/** Lines and columns of a file that is not open; undefined when it cannot be read any more. */
export async function positionsOnDisk(uri: string): Promise<TextPositions | undefined> {
  try {
    return new LineIndex(await readFile(fileURLToPath(uri), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
