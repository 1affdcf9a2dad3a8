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
  template:
    spec:
${podLines('train', container, pod)}`;
}

function podLines(name: string, container: string, pod: string): string {
  const rest = pod === '' ? '' : `${indented(pod, 6)}\n`;
  return `${rest}      containers:
        - name: ${name}
${indented(container, 10)}
`;
}
