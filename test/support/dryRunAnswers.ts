import assert from 'node:assert/strict';
import type { KubectlInNamespace } from './kubectlInNamespace.ts';

/** The name of an object. */
export function nameOf(object: object): string {
  const { metadata } = object as { readonly metadata: { readonly name: string } };
  return metadata.name;
}

/** What a real API server says of each of many objects of different names, without making any: its words, or undefined where it takes the object. */
export async function dryRunAnswers(
  kubectl: KubectlInNamespace,
  objects: readonly object[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const { stderr } = await kubectl.apply(objects, { dryRun: true });
  const words = new Map<string, string>();
  for (const line of stderr.split(/\n(?=Error from server|The \w+ "|Warning|error)/)) {
    const name = /"([^"]*)" is|typed patch object \([^/]*\/([^;]*);/
      .exec(line)
      ?.slice(1)
      .find((found) => found !== undefined);
    if (name !== undefined && !line.startsWith('Warning')) words.set(name, line);
    else assert.match(line, /^(?:Warning|$)/, line);
  }
  return new Map(objects.map((object) => [nameOf(object), words.get(nameOf(object))]));
}
