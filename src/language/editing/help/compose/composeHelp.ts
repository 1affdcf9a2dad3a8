import { t } from '../../../../domain/base/text.ts';
import { entriesOf, wordsOf } from '../../../yamlFile/entriesOf.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { PROBE } from '../../manifest/cursorProbe.ts';
import { imageOffers, namedImageText } from '../docker/imageOffers.ts';
import type { FieldNode } from '../fields/fieldNode.ts';
import { yamlHelp } from '../fields/yamlHelp.ts';
import type { YamlPath, YamlPlace } from '../fields/yamlPlace.ts';
import { type Offer, REFERENCE, SNIPPET, type TextHelp } from '../textHelp.ts';

/** Fields of a service that name what stands below the same word at the top of the file. */
const TOP = new Set(['networks', 'volumes', 'secrets', 'configs', 'models']);
/** What names other services. */
const OF_SERVICES = new Set(['depends_on', 'links', 'volumes_from', 'external_links']);

/** Completion and hover of a Compose file. */
export function composeHelp(
  text: string,
  { fields, hasNames }: { readonly fields: FieldNode | undefined; readonly hasNames: boolean },
): TextHelp {
  return yamlHelp(text, {
    fields,
    names: (place) => [...(hasNames ? names(place) : []), ...own(place)],
    ofValue: (path, value) => (isImage(path) ? namedImageText(value) : undefined),
  });
}

function isImage(path: YamlPath): boolean {
  return path.length === 3 && path[0] === 'services' && path[2] === 'image';
}

/** What no other extension offers: images for training, and GPUs. */
function own({ valuePath, mapPath, probe }: YamlPlace): readonly Offer[] {
  if (valuePath && isImage(valuePath)) return imageOffers();
  const isService = mapPath?.length === 2 && mapPath[0] === 'services';
  return isService && !probe.hasColon && !probe.isInFlow ? gpuSnippets(probe) : [];
}

/** Source: docs.docker.com, Run Docker Compose services with GPU access. */
function gpuSnippets({ parent, column }: YamlPlace['probe']): readonly Offer[] {
  const indented = (lines: readonly string[]) => lines.join(`\n${' '.repeat(column)}`);
  const has = (name: string) => parent?.at(name) !== undefined;
  const reservation: Offer = {
    label: t('deploy: GPUs'),
    kind: SNIPPET,
    detail: t('reserve GPUs of NVIDIA'),
    insertText: indented([
      'deploy:',
      '  resources:',
      '    reservations:',
      '      devices:',
      '        - driver: nvidia',
      '          count: ${1:1}',
      '          capabilities: [gpu]',
    ]),
    isSnippet: true,
  };
  const all: Offer = {
    label: t('gpus: all'),
    kind: SNIPPET,
    detail: t('all GPUs, and shared memory for data loaders'),
    insertText: indented(has('shm_size') ? ['gpus: all'] : ['gpus: all', 'shm_size: ${1:8gb}']),
    isSnippet: true,
  };
  return [...(has('gpus') ? [] : [all]), ...(has('deploy') ? [] : [reservation])];
}

/** Names that the file defines. */
function names({ root, valuePath, mapPath }: YamlPlace): readonly Offer[] {
  return [...(valuePath ? wordNames(root, valuePath) : []), ...(mapPath ? keyNames(root, mapPath) : [])];
}

/** `services.web.depends_on.0`, `services.web.secrets.0.source` */
function wordNames(root: YamlValue, path: YamlPath): readonly Offer[] {
  const [top, service, field, ...inner] = path;
  if (top !== 'services' || typeof service !== 'string' || typeof field !== 'string') return [];
  if (field === 'extends') return inner.length === 0 || inner[0] === 'service' ? servicesBut(root, service) : [];
  if (field === 'network_mode') return networkModes(root, service);
  if (typeof inner[0] !== 'number') return [];
  if (field === 'profiles') return profiles(root);
  if (OF_SERVICES.has(field)) return servicesBut(root, service, [service, field]);
  return inner.length === 1 || inner[1] === 'source' ? definedNames(root, [service, field], inner.length === 1) : [];
}

/** Names at the top of the file that a field of a service takes. */
function definedNames(
  root: YamlValue,
  [service, field]: readonly [string, string],
  isShort: boolean,
): readonly Offer[] {
  if (!TOP.has(field)) return [];
  const found = defined(root, field, [service, field]);
  // The name of a volume is the front of a mount.
  return field === 'volumes' && isShort ? found.map((offer) => ({ ...offer, insertText: `${offer.label}:` })) : found;
}

function networkModes(root: YamlValue, service: string): readonly Offer[] {
  return [
    ...['host', 'none', 'bridge'].map((label) => ({ label, kind: REFERENCE })),
    ...servicesBut(root, service).map((offer) => ({ ...offer, label: `service:${offer.label}` })),
  ];
}

/** `services.web.depends_on`, `services.web.networks` as maps. */
function keyNames(root: YamlValue, path: YamlPath): readonly Offer[] {
  const [top, service, field] = path;
  if (top !== 'services' || path.length !== 3 || typeof service !== 'string' || typeof field !== 'string') return [];
  const found =
    field === 'depends_on'
      ? servicesBut(root, service, [service, field])
      : field === 'networks' || field === 'models'
        ? defined(root, field, [service, field])
        : [];
  return found.map((offer) => ({ ...offer, insertText: `${offer.label}:` }));
}

function servicesBut(root: YamlValue, own: string, where: YamlPath = []): readonly Offer[] {
  return defined(root, 'services', where).filter(({ label }) => label !== own);
}

/** Names at the top of the file that a service does not use in its field yet. */
function defined(root: YamlValue, top: string, where: YamlPath): readonly Offer[] {
  const used = root.at('services', ...where);
  const present = new Set(where.length === 0 ? [] : [...entriesOf(used).map(([name]) => name), ...textsOf(used)]);
  return entriesOf(root.at(top))
    .filter(([name]) => !present.has(name))
    .map(([label, value]) => ({ label, kind: REFERENCE, ...detailOf(value) }));
}

function detailOf(value: YamlValue): Pick<Offer, 'detail'> {
  const image = value.at('image')?.text;
  return image === undefined ? {} : { detail: image };
}

function textsOf(value: YamlValue | undefined): readonly string[] {
  return value?.isList === true ? wordsOf(value).map(([text]) => text) : [];
}

function profiles(root: YamlValue): readonly Offer[] {
  const all = entriesOf(root.at('services')).flatMap(([, service]) => textsOf(service.at('profiles')));
  return Array.from(new Set(all))
    .filter((name) => name !== PROBE)
    .map((label) => ({ label, kind: REFERENCE }));
}
