import { fail, ok, type Result } from '../base/failure.ts';
import { openBrackets } from '../base/openBrackets.ts';
import { t } from '../base/text.ts';
import { plainObject } from '../deploy/plainData.ts';
import { manifestKey } from '../cluster/kindOfManifest.ts';
import { maskedVersions } from '../cluster/maskedObject.ts';
import { shownObject } from '../cluster/objectText.ts';
import type { Manifest, ManifestText } from '../cluster/ports.ts';

const MOST_OPEN = 1000;

/** A manifest without values of secrets. What cannot be read cannot be masked either, so that it is not shown. */
export async function shownManifest(manifest: string, name: string, text: ManifestText): Promise<Result<string>> {
  const objects = await parsed(manifest, name, text);
  return objects.ok ? ok(await text.print(...objects.value.map(shownObject))) : objects;
}

/** Two manifests to be compared. That the value of a secret differs is said, though not how. */
export async function shownManifests(
  [before, after]: readonly [string, string],
  name: string,
  text: ManifestText,
): Promise<Result<readonly [string, string]>> {
  const [old, now] = [await parsed(before, name, text), await parsed(after, name, text)];
  if (!old.ok) return old;
  if (!now.ok) return now;
  const known = new Map(old.value.map((object) => [manifestKey(object), object]));
  const shown = now.value.map((object) => {
    const [, masked] = maskedVersions(plainObject(known.get(manifestKey(object))), plainObject(object));
    return masked;
  });
  return ok([await text.print(...old.value.map(shownObject)), await text.print(...shown)]);
}

async function parsed(manifest: string, name: string, text: ManifestText): Promise<Result<readonly Manifest[]>> {
  if (openBrackets(manifest) > MOST_OPEN) return unread(name, t('it is nested too deeply'));
  const objects = await text.parse(manifest, `${name}.yaml`);
  return objects.ok ? objects : unread(name, objects.failure.message);
}

function unread(name: string, reason: string): Result<never> {
  return fail({
    code: 'invalid',
    message: t('The manifest of {0} cannot be read, and so its secrets cannot be hidden: {1}', name, reason),
    nextStep: t('See it with “helm get manifest {0}” in a terminal.', name),
  });
}
