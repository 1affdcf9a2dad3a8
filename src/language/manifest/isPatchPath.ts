/** `patch.yaml`, `gpu-patch.yaml`, `patch_gpu.yml`, and what is in a folder `patches`. */
const PATCH_PATH = /(?:^|\/)patch(?:es)?\/|(?:^|[/._-])patch(?:es)?(?:[._-][^/]*)?\.ya?ml$/i;

/** Whether the path of a file says that it holds patches of Kustomize, so that nothing is missing in it. Separators are `/`. */
export function isPatchPath(path: string): boolean {
  return PATCH_PATH.test(path);
}
