/** The parts of an image reference. Docker Hub's defaults are filled in: this is the only place that knows them. */
export interface ImageRef {
  /** `docker.io` for Docker Hub. */
  readonly registry: string;
  /** `library/` in front of Docker's official images. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Docker Hub in references. */
export const HUB = 'docker.io';
/** The rules of distribution/reference. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const DOMAIN =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const LONGEST_NAME = 255;

/** Undefined when it is not a reference. A name without tag and digest stays without: the caller knows whether `latest` is meant. */
export function parseImageRef(text: string): ImageRef | undefined {
  const [name, digest] = splitOnce(text, '@');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const path = hasTag ? name.slice(0, colon) : name;
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  const isVersioned = (tag === undefined || TAG.test(tag)) && (digest === undefined || DIGEST.test(digest));
  const named = isVersioned && path.length <= LONGEST_NAME ? parseName(path) : undefined;
  return named && { ...named, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The first part is a registry when it cannot be a folder of Docker Hub. */
function parseName(path: string): Pick<ImageRef, 'registry' | 'repository'> | undefined {
  const parts = path.split('/');
  const first = parts[0] ?? '';
  const hasRegistry =
    parts.length > 1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = hasRegistry && first !== 'index.docker.io' ? first : HUB;
  const rest = hasRegistry ? parts.slice(1) : parts;
  if (!DOMAIN.test(registry) || !rest.every((part) => COMPONENT.test(part))) return undefined;
  const isOfficial = registry === HUB && rest.length === 1;
  return { registry, repository: isOfficial ? `library/${rest.join('/')}` : rest.join('/') };
}

/** As people write it: without Docker Hub's defaults. */
export function printImageRef({ registry, repository, tag, digest }: ImageRef): string {
  const name = registry === HUB ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** A name that is this image's alone: its tag is made of the id. Undefined when either cannot be read. */
export function ownImageName(reference: string, id: string): string | undefined {
  const parsed = parseImageRef(reference);
  const [, digits] = /^sha256:([0-9a-f]{12})/.exec(id) ?? [];
  return parsed && digits !== undefined
    ? printImageRef({ registry: parsed.registry, repository: parsed.repository, tag: `id-${digits}` })
    : undefined;
}

/** Whether a registry is on this machine, where engines speak plain HTTP to it. */
export function isOnThisMachine(registry: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(registry);
}

/** Key of Docker Hub in configuration files and at credential helpers. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** Name under which credentials of a registry are kept. */
export function credentialKey(registry: string): string {
  return registry === HUB ? HUB_KEY : registry;
}

/** Makes a valid name of any text, for a tag that is proposed. */
export function imageNameFrom(text: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'image' : name.slice(0, 128).replace(/-+$/, '');
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
