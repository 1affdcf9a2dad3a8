import { FileSystemError, Uri, workspace } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LoadSpec } from '../../domain/deploy/ports.ts';
import type { Spec } from '../../domain/deploy/spec.ts';

/** Turns the text of a spec into a Spec; its failure names file, line and field. */
type ReadSpec = (text: string, path: string) => Result<Spec>;

/** Reads specs from the workspace. The YAML reader is handed in as a loader, because it is large and not every session needs it. */
export function createLoadSpec(loadReader: () => Promise<ReadSpec>): LoadSpec {
  return async (path) => {
    const bytes = await readBytes(path);
    if (!bytes.ok) return bytes;
    const readSpec = await loadReader();
    const spec = readSpec(new TextDecoder().decode(bytes.value), path);
    if (!spec.ok) return spec;
    return ok({ path, spec: spec.value, digest: await sha256(bytes.value) });
  };
}

async function readBytes(path: string): Promise<Result<Uint8Array<ArrayBuffer>>> {
  try {
    return ok(new Uint8Array(await workspace.fs.readFile(Uri.file(path))));
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return fail({
      code: 'not-found',
      message: t('{0} cannot be read.', workspace.asRelativePath(path)),
      nextStep: t('Containerize writes a new one from your code.'),
      detail: error.message,
    });
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
