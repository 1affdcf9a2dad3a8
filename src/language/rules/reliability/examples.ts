/** Whole manifests around the lines that an example is about. */
function below(spec: string, by: number): string {
  return spec
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');
}

export function pdbWith(spec: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  namespace: team-a
spec:
  selector:
    matchLabels:
      app: web
${below(spec, 2)}
`;
}

export function hpaWith(spec: string): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
  namespace: team-a
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
${below(spec, 2)}
`;
}

export function cronJobWith(spec: string, { schedule = '"0 3 * * *"', job = 'backoffLimit: 1' } = {}): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: retrain
  namespace: team-a
spec:
  schedule: ${schedule}
${below(spec, 2)}
  jobTemplate:
    spec:
${below(job, 6)}
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: train
              image: trainer:1
`;
}
