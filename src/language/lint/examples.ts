/** Whole manifests around the few lines that an example of a rule is about. Lines are given without indentation. */

function indented(lines: string, by: number): string {
  return lines
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`))
    .join('\n');
}

/** A Deployment whose container `web` has these lines beside its name. */
export function deploymentWith(container: string, pod = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: team-a
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
${podLines('web', container, pod)}`;
}

/** A Job whose container `train` has these lines beside its name. */
export function jobWith(container: string, pod = 'restartPolicy: Never'): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: team-a
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 86400
  template:
    spec:
${podLines('train', container, pod)}`;
}

/** A Pod whose container `web` has these lines beside its name. */
export function podWith(container: string, pod = ''): string {
  const rest = pod === '' ? '' : `${indented(pod, 2)}\n`;
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: team-a
spec:
${rest}  containers:
    - name: web
${indented(container, 6)}
`;
}

/** What the level “restricted” of the Pod Security Standards asks of a container. */
const HARDENED = {
  allowPrivilegeEscalation: 'allowPrivilegeEscalation: false',
  runAsNonRoot: 'runAsNonRoot: true',
  capabilities: 'capabilities:\n  drop:\n    - ALL',
  seccompProfile: 'seccompProfile:\n  type: RuntimeDefault',
};

/** A Pod that the level “restricted” allows, but for some fields that are written otherwise, or left out (''). */
export function hardenedPod(
  changes: Partial<Record<keyof typeof HARDENED | 'other', string>> = {},
  container = '',
  pod = '',
): string {
  const fields = Object.values({ ...HARDENED, ...changes }).filter((lines) => lines !== '');
  return podWith(`image: nginx:1.27.3\nsecurityContext:\n${indented(fields.join('\n'), 2)}\n${container}`, pod);
}

function podLines(name: string, container: string, pod: string): string {
  const rest = pod === '' ? '' : `${indented(pod, 6)}\n`;
  return `${rest}      containers:
        - name: ${name}
${indented(container, 10)}
`;
}

/** A Dockerfile with these lines behind its FROM, and such a one. */
export function dockerfileWith(lines: string, from = 'python:3.12.4-slim'): string {
  return `FROM ${from}\n${lines}\n`;
}
