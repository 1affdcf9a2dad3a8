import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { ObjectRef } from '../../domain/cluster/clusterObject.ts';
import { collectionPath } from './watchedResources.ts';

/** `Deployment team-a/api`, as messages name an object. */
export function objectName({ resource, namespace, name }: ObjectRef): string {
  return plainLine(`${resource.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`);
}

/** The path of one object, or of a subresource of it. Failure: `invalid` for names that no object can have and that would lead elsewhere. */
export function objectPath(ref: ObjectRef, subresource?: string): Result<string> {
  const { name, namespace, resource } = ref;
  const wrong = [name, ...(resource.isNamespaced ? [namespace ?? ''] : [])].find(leadsElsewhere);
  if (wrong !== undefined) {
    return fail({
      code: 'invalid',
      message: t('{0} is not a name that an object can have', JSON.stringify(plainLine(wrong))),
      nextStep: t('Use lower-case letters, digits, - and . in names.'),
    });
  }
  const below = subresource === undefined ? '' : `/${encodeURIComponent(subresource)}`;
  return ok(`${collectionPath(resource, namespace)}/${encodeURIComponent(name)}${below}`);
}

/** Source: Kubernetes' own rule for names in paths (`IsValidPathSegmentName`). */
function leadsElsewhere(name: string): boolean {
  return name === '' || name === '.' || name === '..' || /[/%]/.test(name);
}
