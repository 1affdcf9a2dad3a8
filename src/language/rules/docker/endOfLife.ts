import type { ImageRef } from '../../../domain/images/imageRef.ts';
import type { CudaVersion } from './cudaImage.ts';

/** What is out of support, with the month since when. */
export interface EndOfLife {
  readonly what: string;
  readonly since: string;
}

type Row = readonly [repository: string, tag: RegExp, what: string, since: string];

/** From the release pages of the projects; the last update of the free support counts. */
const ROWS: readonly Row[] = [
  ['ubuntu', /^(?:14\.04|trusty)/, 'Ubuntu 14.04', '2019-04'],
  ['ubuntu', /^(?:16\.04|xenial)/, 'Ubuntu 16.04', '2021-04'],
  ['ubuntu', /^(?:18\.04|bionic)/, 'Ubuntu 18.04', '2023-05'],
  ['ubuntu', /^(?:20\.04|focal)/, 'Ubuntu 20.04', '2025-05'],
  ['debian', /^(?:8|jessie)\b/, 'Debian 8', '2020-06'],
  ['debian', /^(?:9|stretch)\b/, 'Debian 9', '2022-06'],
  ['debian', /^(?:10|buster)\b/, 'Debian 10', '2024-06'],
  ['centos', /^(?:6|centos6)\b/, 'CentOS 6', '2020-11'],
  ['centos', /^(?:7|centos7)\b/, 'CentOS 7', '2024-06'],
  ['centos', /^(?:8|centos8)\b/, 'CentOS 8', '2021-12'],
  ['python', /^2\b/, 'Python 2', '2020-01'],
  ['python', /^3\.[0-5]\b/, 'Python before 3.6', '2020-09'],
  ['python', /^3\.6\b/, 'Python 3.6', '2021-12'],
  ['python', /^3\.7\b/, 'Python 3.7', '2023-06'],
  ['python', /^3\.8\b/, 'Python 3.8', '2024-10'],
  ['python', /^3\.9\b/, 'Python 3.9', '2025-10'],
  ['node', /^(?:[0-9]|1[0-7])\b/, 'Node.js before 18', '2023-09'],
  ['node', /^18\b/, 'Node.js 18', '2025-04'],
];
/** NVIDIA's images end with their operating system as well. */
const CUDA_SYSTEMS: readonly (readonly [RegExp, string, string])[] = [
  [/-ubuntu16\.04$/, 'Ubuntu 16.04', '2021-04'],
  [/-ubuntu18\.04$/, 'Ubuntu 18.04', '2023-05'],
  [/-ubuntu20\.04$/, 'Ubuntu 20.04', '2025-05'],
  [/-centos7$/, 'CentOS 7', '2024-06'],
  [/-centos8$/, 'CentOS 8', '2021-12'],
];
/** CUDA 10.2 was the last one before NVIDIA's policy removed the images of those before. */
const LAST_ENDED_CUDA = 10;

/** Whether an image is out of support, as far as its name tells. */
export function endOfLife(image: ImageRef, cuda: CudaVersion | undefined): EndOfLife | undefined {
  const { registry, repository, tag = '' } = image;
  if (cuda && cuda.major <= LAST_ENDED_CUDA) return { what: `CUDA ${cuda.text}`, since: '2022-11' };
  if (repository === 'nvidia/cuda') {
    const [, what, since] = CUDA_SYSTEMS.find(([pattern]) => pattern.test(tag)) ?? [];
    return what === undefined || since === undefined ? undefined : { what, since };
  }
  if (registry !== 'docker.io') return undefined;
  const row = ROWS.find(([name, pattern]) => repository === `library/${name}` && pattern.test(tag));
  return row && { what: row[2], since: row[3] };
}
