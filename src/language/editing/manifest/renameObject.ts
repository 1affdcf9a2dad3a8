import { t } from '../../../domain/base/text.ts';
import { fail, ok, type Result } from '../../../domain/base/failure.ts';
import type { WorkspaceIndex } from '../../workspace/workspaceIndex.ts';
import { plainType, STRING } from '../../yaml/plainScalar.ts';
import { type FilePlace, referencesAt } from './namesAt.ts';

/** DNS-1123 subdomain. Source: Kubernetes documentation, Object Names and IDs. */
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST = 253;

export interface PlacedText extends FilePlace {
  readonly newText: string;
}

/** The edits that give the object at an offset another name, wherever a manifest of the workspace names it. */
export function renameObject(
  index: WorkspaceIndex,
  place: { readonly uri: string; readonly offset: number },
  name: string,
): Result<readonly PlacedText[]> {
  if (!NAME.test(name) || name.length > LONGEST) {
    return fail({
      code: 'invalid',
      message: t('“{0}” is no name of an object: lower case letters, digits, “-” and “.”, at most {1}.', name, LONGEST),
    });
  }
  const newText = plainType(name) === STRING ? name : `"${name}"`;
  return ok(referencesAt(index, place, true).map((one) => ({ ...one, newText })));
}
