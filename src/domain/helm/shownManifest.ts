import { fail, ok, type Result } from '../base/failure.ts';
import { openBrackets } from '../base/openBrackets.ts';
import { t } from '../base/text.ts';
import { shownObject } from '../cluster/objectText.ts';
import type { ManifestText } from '../cluster/ports.ts';

const MOST_OPEN = 1000;

/** A manifest without values of secrets. What cannot be read cannot be masked either, so that it is not shown. */
export function shownManifest(manifest: string, name: string, text: ManifestText): Result<string> {
  if (openBrackets(manifest) > MOST_OPEN) return unread(name, t('it is nested too deeply'));
  const objects = text.parse(manifest, `${name}.yaml`);
  if (!objects.ok) return unread(name, objects.failure.message);
  return ok(objects.value.map((object) => text.print(shownObject(object))).join('---\n'));
}

function unread(name: string, reason: string): Result<never> {
  return fail({
    code: 'invalid',
    message: t('The manifest of {0} cannot be read, and so its secrets cannot be hidden: {1}', name, reason),
    nextStep: t('See it with “helm get manifest {0}” in a terminal.', name),
  });
}
