import { GitlabFile } from '../../../gitlab/gitlabFile.ts';
import { wordsOf } from '../../../yamlFile/entriesOf.ts';
import { imageOffers, namedImageText } from '../docker/imageOffers.ts';
import { yamlHelp } from '../fields/yamlHelp.ts';
import type { YamlPath, YamlPlace } from '../fields/yamlPlace.ts';
import { type Offer, REFERENCE, type TextHelp } from '../textHelp.ts';
import { gitlabFields } from './gitlabFields.ts';

/** Completion and hover of a pipeline of GitLab. */
export function gitlabHelp(
  text: string,
  { hasKeys, hasNames }: { readonly hasKeys: boolean; readonly hasNames: boolean },
): TextHelp {
  return yamlHelp(text, {
    fields: hasKeys ? gitlabFields() : undefined,
    names: (place) => [
      ...(hasNames ? names(place) : []),
      ...(place.valuePath && isImage(place.valuePath) ? imageOffers() : []),
    ],
    ofValue: (path, value) => (isImage(path) ? namedImageText(value) : undefined),
  });
}

/** `image`, `train.image`, `train.image.name` */
function isImage(path: YamlPath): boolean {
  const at = path.indexOf('image');
  return at >= 0 && at <= 1 && (path.length === at + 1 || (path.length === at + 2 && path[at + 1] === 'name'));
}

function names({ root, valuePath }: YamlPlace): readonly Offer[] {
  const [job, field, ...inner] = valuePath ?? [];
  const isWord = inner.length === 0 || (inner.length === 1 && typeof inner[0] === 'number');
  if (typeof job !== 'string' || typeof field !== 'string') return [];
  const file = new GitlabFile({ isWhole: true }, root);
  if (field === 'stage') return (file.stages ?? []).map((label) => ({ label, kind: REFERENCE }));
  const isNeed = field === 'needs' && (isWord || inner[1] === 'job');
  if (!isNeed && !(isWord && (field === 'extends' || field === 'dependencies'))) return [];
  const present = new Set(wordsOf(root.at(job, field)).map(([name]) => name));
  return file.jobs
    .filter(({ name, isHidden }) => name !== job && !present.has(name) && (field === 'extends' || !isHidden))
    .map(({ name, value }) => {
      const stage = value.at('stage')?.text;
      return { label: name, kind: REFERENCE, ...(stage === undefined ? {} : { detail: stage }) };
    });
}
