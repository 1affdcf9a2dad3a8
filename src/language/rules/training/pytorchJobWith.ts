/** A PyTorchJob of one master and `workers`, with lines of its container and of its pod. */
export function pytorchJobWith(container: string, { pod = '', spec = '', workers = 3 } = {}): string {
  const template = `    replicas: REPLICAS
      restartPolicy: OnFailure
      template:
        spec:
${pod === '' ? '' : `${indented(pod, 10)}\n`}          containers:
            - name: pytorch
${indented(container, 14)}`;
  const role = (name: string, replicas: number): string =>
    `    ${name}:\n  ${template.replace('REPLICAS', String(replicas))}\n`;
  return `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: train
  namespace: team-a
spec:
${spec === '' ? '' : `${indented(spec, 2)}\n`}  pytorchReplicaSpecs:
${role('Master', 1)}${workers === 0 ? '' : role('Worker', workers)}`;
}

function indented(lines: string, by: number): string {
  return lines
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');
}
