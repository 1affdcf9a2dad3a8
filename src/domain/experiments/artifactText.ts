import { fail, ok, type Result } from '../base/failure.ts';
import { formatBytes } from '../base/format.ts';
import { gatherPieces, joinedPieces } from '../base/gatherPieces.ts';
import { t } from '../base/text.ts';
import type { ArtifactContent } from './ports.ts';

/** A file as text (UTF-8). Fails with `unsupported` when it has more than `most` bytes. */
export async function artifactText({ chunks }: ArtifactContent, name: string, most: number): Promise<Result<string>> {
  const gathered = await gatherPieces(chunks, most);
  if (!gathered) return fail({ code: 'unsupported', message: t('{0} has more than {1}.', name, formatBytes(most)) });
  return ok(new TextDecoder().decode(joinedPieces(gathered)));
}
