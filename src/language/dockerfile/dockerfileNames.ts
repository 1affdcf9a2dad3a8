/** What is built when no file is named; `podman` takes the second one. */
export const DOCKERFILE_NAMES = ['Dockerfile', 'Containerfile'] as const;
