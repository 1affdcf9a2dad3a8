import type { ImageRef } from '../../../domain/images/imageRef.ts';

/** The CUDA that a base image brings. */
export interface CudaVersion {
  readonly major: number;
  readonly minor: number;
  /** `12.1` */
  readonly text: string;
}

/** `registry/repository`, with the defaults of Docker Hub filled in. */
export function repositoryOf({ registry, repository }: ImageRef): string {
  return `${registry}/${repository}`;
}

/** Whether an image is one of NVIDIA's CUDA images or made of one. */
export function isCudaImage(image: ImageRef): boolean {
  const name = repositoryOf(image);
  return CUDA.has(name) || name.startsWith('nvcr.io/nvidia/') || /(?:^|-)cuda\d|-gpu/.test(image.tag ?? '');
}

/** From the tag: `nvidia/cuda:12.1.1-…`, `pytorch/pytorch:2.5.1-cuda12.1-…`. Undefined when it does not say. */
export function cudaOf(image: ImageRef): CudaVersion | undefined {
  const tag = image.tag ?? '';
  const pattern = CUDA.has(repositoryOf(image)) ? /^(\d+)\.(\d+)/ : /(?:^|-)cuda-?(\d+)\.(\d+)/;
  const [, major, minor] = pattern.exec(tag) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), text: `${major}.${minor}` };
}

const CUDA = new Set(['docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda']);
