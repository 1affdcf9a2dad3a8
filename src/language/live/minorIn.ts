/** The minor version of Kubernetes that a server says of itself: 34 of `v1.34.4-gke.1`. */
export function minorIn(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
