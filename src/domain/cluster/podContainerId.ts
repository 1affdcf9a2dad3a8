import type { PodContainer } from './ports.ts';

/** The id of a container for logs, shells and files. Names of Kubernetes hold no slash. */
export function podContainerId({ namespace, pod, container }: PodContainer): string {
  return [namespace, pod, container ?? ''].join('/');
}

export function parsePodContainerId(id: string): PodContainer {
  const [namespace = '', pod = '', container = ''] = id.split('/');
  return { namespace, pod, ...(container === '' ? {} : { container }) };
}
