import { spawnSync } from 'node:child_process';

/** The administrator's kubeconfig of the cluster under test; undefined when there is none. */
export const kubeconfig: string | undefined = process.env['TRAINYARD_TEST_KUBECONFIG'];

/** Runs kubectl as the administrator, for preparing and for checking from outside. Throws with its words when it fails. */
export function kubectl(...args: readonly string[]): string {
  return run(args, '');
}

/** Makes objects. */
export function kubectlCreate(namespace: string, items: readonly object[]): void {
  run(['-n', namespace, 'create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

function run(args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(process.env['TRAINYARD_TEST_KUBECTL'] ?? 'kubectl', args, {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    encoding: 'utf8',
    input,
  });
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** One field of an object by JSONPath. */
export function kubectlField(namespace: string, object: string, path: string): string {
  return kubectl('-n', namespace, 'get', object, '-o', `jsonpath={${path}}`);
}
