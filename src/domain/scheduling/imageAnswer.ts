import { t } from '../base/text.ts';

interface ImageAnswer {
  /** Stable name of the case. */
  readonly id:
    | 'image-not-found'
    | 'image-unauthorized'
    | 'image-unreachable'
    | 'image-certificate'
    | 'image-architecture'
    | 'image-rate-limit'
    | 'image-no-space'
    | 'image-name'
    | 'image-never-pulled'
    | 'image-pull';
  /** The registry's answer in few words. */
  readonly text: string;
  readonly nextStep: string;
}

interface Case {
  readonly id: ImageAnswer['id'];
  readonly pattern: RegExp;
  readonly say: () => Omit<ImageAnswer, 'id'>;
}

/** Words of containerd, CRI-O and cri-dockerd. The order matters: docker.io says "not exist or may require authorization" for both. */
const CASES: readonly Case[] = [
  {
    id: 'image-name',
    pattern: /InvalidImageName|couldn't parse image|invalid reference format/,
    say: () => ({
      text: t('the name cannot be read'),
      nextStep: t('Correct the image name; it has lower-case letters and one tag.'),
    }),
  },
  {
    id: 'image-never-pulled',
    pattern: /ErrImageNeverPull|is not present with pull policy of Never/,
    say: () => ({
      text: t('it is not on the node and may not be pulled (imagePullPolicy: Never)'),
      nextStep: t('Load the image into the node, or set imagePullPolicy to IfNotPresent.'),
    }),
  },
  {
    id: 'image-rate-limit',
    pattern: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    say: () => ({
      text: t('the registry’s pull limit is reached'),
      nextStep: t('Wait, or use a pull secret of an account, or a mirror of the registry.'),
    }),
  },
  {
    id: 'image-architecture',
    pattern: /no match for platform|no matching manifest|does not match the specified platform/i,
    say: () => ({
      text: t('there is no build for the node’s architecture'),
      nextStep: t('Build the image for the architecture of the node, or choose another node.'),
    }),
  },
  {
    id: 'image-certificate',
    pattern: /x509:|certificate signed by unknown authority|server gave HTTP response to HTTPS client/i,
    say: () => ({
      text: t('the node does not trust the registry’s certificate, or the registry speaks no HTTPS'),
      nextStep: t('Set the registry up in the container runtime of the nodes.'),
    }),
  },
  {
    id: 'image-unreachable',
    pattern:
      /no such host|i\/o timeout|connection refused|no route to host|network is unreachable|TLS handshake timeout|context deadline exceeded|Temporary failure in name resolution|server misbehaving/i,
    say: () => ({
      text: t('the node cannot reach the registry'),
      nextStep: t('Check the registry’s name, and that the nodes may reach it.'),
    }),
  },
  {
    id: 'image-not-found',
    pattern:
      /manifest unknown|name unknown|repository .* not found|: not found(?:$|["\s:])|404 Not Found|no such image/i,
    say: () => ({
      text: t('the registry does not have it'),
      nextStep: t('Check name and tag, or push the image first.'),
    }),
  },
  {
    id: 'image-unauthorized',
    pattern:
      /401 Unauthorized|403 Forbidden|unauthorized|authentication required|authorization failed|access denied|denied:|no basic auth credentials/i,
    say: () => ({
      text: t('the registry wants a login, or the login has no right to it'),
      nextStep: t('Name a pull secret in imagePullSecrets that may read this image.'),
    }),
  },
  {
    id: 'image-no-space',
    pattern: /no space left on device/i,
    say: () => ({
      text: t('the disk of the node is full'),
      nextStep: t('Choose another node, or have the disk of this one cleaned.'),
    }),
  },
];

/** What the registry, or the way to it, answered to a pull, from the message of the kubelet. */
export function imageAnswer(message: string): ImageAnswer {
  const found = CASES.find(({ pattern }) => pattern.test(message));
  if (found) return { id: found.id, ...found.say() };
  return {
    id: 'image-pull',
    text: t('the pull failed'),
    nextStep: t('See the events of the pod for the words of the registry.'),
  };
}

/** It only says that the kubelet waits before the next try; the reason stands in an event. */
export function isBareBackOff(message: string | undefined): boolean {
  return message === undefined || /^Back-off pulling image "[^"]*"$/.test(message.trim()) || message.trim() === '';
}
