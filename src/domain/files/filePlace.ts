/** Whose files are meant. */
export type FilePlace =
  | {
      readonly kind: 'pod';
      readonly clusterId: string;
      readonly namespace: string;
      readonly pod: string;
      /** Absent: the only container, or the one that the pod's annotation names. */
      readonly container?: string;
    }
  | { readonly kind: 'claim'; readonly clusterId: string; readonly namespace: string; readonly claim: string };

/** Scheme of the addresses of files in clusters. */
export const FILES_SCHEME = 'trainyard-files';

/**
 * The authority of an address, and the id of a place. Readable where it can be: names of Kubernetes hold lower-case letters, digits, `-` and `.`
 * alone, so that `+` parts them. The cluster's id can hold anything, and authorities are compared without case: it stands there in hexadecimal.
 */
export function authorityOf(place: FilePlace): string {
  const cluster = Array.from(new TextEncoder().encode(place.clusterId), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const parts = place.kind === 'pod' ? [place.pod, place.container ?? ''] : [place.claim];
  return [place.kind, ...parts, place.namespace, cluster].join('+');
}

/** Undefined when it is no authority of ours. */
export function placeOf(authority: string): FilePlace | undefined {
  const parts = authority.toLowerCase().split('+');
  const cluster = parts.pop();
  const clusterId = cluster === undefined ? undefined : textOfHex(cluster);
  const [kind, name, ...rest] = parts;
  if (clusterId === undefined || !isName(name)) return undefined;
  if (kind === 'pod') {
    const [container = '', namespace] = rest;
    if (rest.length !== 2 || !isName(namespace) || (container !== '' && !isName(container))) return undefined;
    return { kind, clusterId, namespace, pod: name, ...(container === '' ? {} : { container }) };
  }
  const [namespace] = rest;
  if (kind !== 'claim' || rest.length !== 1 || !isName(namespace)) return undefined;
  return { kind, clusterId, namespace, claim: name };
}

function isName(text: string | undefined): text is string {
  return text !== undefined && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);
}

function textOfHex(hex: string): string | undefined {
  if (!/^([0-9a-f]{2})+$/.test(hex)) return undefined;
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** `worker/main`, `data`. */
export function placeName(place: FilePlace): string {
  if (place.kind === 'claim') return place.claim;
  return place.container === undefined ? place.pod : `${place.pod}/${place.container}`;
}

/** The folder that a path is in; of the root the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

export function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function pathIn(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
