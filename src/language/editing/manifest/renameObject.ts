import { t } from '../../../domain/base/text.ts';
import { fail, ok, type Result } from '../../../domain/base/failure.ts';
import { isName, LONGEST_SUBDOMAIN } from '../../manifest/kubernetesName.ts';
import type { WorkspaceIndex } from '../../workspace/workspaceIndex.ts';
import { plainType, STRING } from '../../yaml/plainScalar.ts';
import { type FilePlace, referencesAt } from './namesAt.ts';

export interface PlacedText extends FilePlace {
  readonly newText: string;
}

/** The edits that give the object at an offset another name, wherever a manifest of the workspace names it. */
export function renameObject(
  index: WorkspaceIndex,
  place: { readonly uri: string; readonly offset: number },
  name: string,
): Result<readonly PlacedText[]> {
  if (!isName(name, 'subdomain') || name.length > LONGEST_SUBDOMAIN) {
    return fail({
      code: 'invalid',
      message: t(
        '“{0}” is no name of an object: lower case letters, digits, “-” and “.”, at most {1}.',
        name,
        LONGEST_SUBDOMAIN,
      ),
    });
  }
  const newText = plainType(name) === STRING ? name : `"${name}"`;
  return ok(referencesAt(index, place, true).map((one) => ({ ...one, newText })));
}
