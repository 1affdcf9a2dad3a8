import { t } from '../../../../domain/base/text.ts';
import { entriesOf, itemsOf, wordsOf } from '../../../yamlFile/entriesOf.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { PROBE } from '../../manifest/cursorProbe.ts';
import { imageOffers, namedImageText } from '../docker/imageOffers.ts';
import type { FieldNode } from '../fields/fieldNode.ts';
import { yamlHelp } from '../fields/yamlHelp.ts';
import type { YamlPath, YamlPlace } from '../fields/yamlPlace.ts';
import { type Offer, REFERENCE, type TextHelp, VALUE } from '../textHelp.ts';
import { expressionOffers } from './expressionOffers.ts';

/** Labels of GitHub's own runners, and those that runners of one's own have. Source: docs.github.com, Choosing the runner for a job. */
const RUNNERS = [
  'ubuntu-latest',
  'ubuntu-24.04',
  'ubuntu-22.04',
  'ubuntu-24.04-arm',
  'windows-latest',
  'windows-2025',
  'macos-latest',
  'self-hosted',
  'linux',
  'x64',
  'arm64',
  'gpu',
];
const SHELLS = ['bash', 'sh', 'python', 'pwsh', 'cmd', 'powershell'];

/** Completion and hover of a workflow of GitHub. */
export function workflowHelp(
  text: string,
  { fields, hasNames }: { readonly fields: FieldNode | undefined; readonly hasNames: boolean },
): TextHelp {
  const help = yamlHelp(text, {
    fields,
    names: (place) => [
      ...(hasNames ? names(place) : []),
      ...(place.valuePath && isImage(place.valuePath) ? imageOffers() : []),
    ],
    ofValue: (path, value) => (isImage(path) ? namedImageText(value) : undefined),
  });
  return {
    ...help,
    offers: (offset) => (hasNames ? expressionOffers(text, offset) : undefined) ?? help.offers(offset),
  };
}

/** `jobs.train.container`, `jobs.train.container.image`, `jobs.train.services.db.image` */
function isImage(path: YamlPath): boolean {
  const [jobs, , field, ...inner] = path;
  if (jobs !== 'jobs') return false;
  if (field === 'container') return inner.length === 0 || (inner.length === 1 && inner[0] === 'image');
  return field === 'services' && inner.length === 2 && inner[1] === 'image';
}

function names({ root, valuePath }: YamlPlace): readonly Offer[] {
  const [jobs, job, field, ...inner] = valuePath ?? [];
  if (jobs !== 'jobs' || typeof job !== 'string') return [];
  if (field === 'needs') return jobsBut(root, job);
  if (field === 'runs-on') return runners(root, inner);
  if (field !== 'steps') return [];
  if (inner[1] === 'uses') return actions(root);
  return inner[1] === 'shell' ? SHELLS.map((label) => ({ label, kind: VALUE })) : [];
}

/** Jobs that a job may wait for and does not yet. */
function jobsBut(root: YamlValue, own: string): readonly Offer[] {
  const present = new Set(wordsOf(root.at('jobs', own, 'needs')).map(([text]) => text));
  return entriesOf(root.at('jobs'))
    .filter(([name]) => name !== own && !present.has(name))
    .map(([label, value]) => {
      const name = value.at('name')?.text;
      return { label, kind: REFERENCE, ...(name === undefined ? {} : { detail: name }) };
    });
}

/** Labels that the file uses come first: those of one's own runners are known to nobody else. */
function runners(root: YamlValue, inner: YamlPath): readonly Offer[] {
  if (typeof inner[0] === 'string' && inner[0] !== 'labels') return [];
  const used = entriesOf(root.at('jobs')).flatMap(([, job]) => {
    const on = job.at('runs-on');
    return wordsOf(on?.isMap === true ? on.at('labels') : on).map(([text]) => text);
  });
  return Array.from(new Set([...used, ...RUNNERS]))
    .filter((label) => label !== PROBE)
    .map((label) => ({ label, kind: VALUE }));
}

/** Actions that the file uses elsewhere. */
function actions(root: YamlValue): readonly Offer[] {
  const used = entriesOf(root.at('jobs')).flatMap(([, job]) =>
    itemsOf(job.at('steps')).flatMap((step) => step.at('uses')?.text ?? []),
  );
  return Array.from(new Set(used))
    .filter((label) => label !== PROBE)
    .map((label) => ({ label, kind: REFERENCE, detail: t('used in this file') }));
}
