import { fieldOf, listOf } from '../deploy/plainData.ts';

/** Where an output of a run in a cluster is: on a claim, or in its pod alone, with which it goes. */
export type OutputPlace =
  | { readonly kind: 'claim'; readonly claim: string; readonly path: string }
  | { readonly kind: 'pod' };

/** From the Job or Deployment as the server has it: the mount that holds the path in its first container. */
export function outputPlace(object: unknown, path: string): OutputPlace {
  const spec = fieldOf(object, 'spec', 'template', 'spec');
  const [container] = listOf(fieldOf(spec, 'containers'));
  const mounts = listOf(fieldOf(container, 'volumeMounts')).flatMap((mount) => {
    const at = fieldOf(mount, 'mountPath');
    const rest = typeof at === 'string' ? below(path, at) : undefined;
    return rest === undefined ? [] : [{ mount, rest }];
  });
  // The deepest mount hides the others: the one that leaves the shortest rest.
  const [first] = mounts.toSorted((a, b) => a.rest.length - b.rest.length);
  if (!first) return { kind: 'pod' };
  const name = fieldOf(first.mount, 'name');
  const volume = listOf(fieldOf(spec, 'volumes')).find((each) => fieldOf(each, 'name') === name);
  const claim = fieldOf(volume, 'persistentVolumeClaim', 'claimName');
  // What an expression stands for is known in the pod alone.
  if (typeof claim !== 'string' || fieldOf(first.mount, 'subPathExpr') !== undefined) return { kind: 'pod' };
  const subPath = fieldOf(first.mount, 'subPath');
  const parts = [typeof subPath === 'string' ? subPath : '', first.rest].flatMap((part) => part.split('/'));
  return { kind: 'claim', claim, path: `/${parts.filter((part) => part !== '').join('/')}` };
}

/** The rest of a path below a folder; undefined when it is not in it. */
function below(path: string, folder: string): string | undefined {
  const clean = folder.replace(/\/+$/, '');
  if (path === clean || path === folder) return '';
  return path.startsWith(`${clean}/`) ? path.slice(clean.length + 1) : undefined;
}
