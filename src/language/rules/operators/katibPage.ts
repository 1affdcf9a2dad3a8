import { pageOf } from './table/pageOf.ts';

/** Makes pages of rules about experiments. */
export const katibPage = pageOf({
  source: 'Katib, pkg/webhook/v1beta1/experiment/validator.',
  good: `apiVersion: kubeflow.org/v1beta1
kind: Experiment
metadata:
  name: search
  namespace: team-a
spec:
  resumePolicy: Never
  maxTrialCount: 12
  parallelTrialCount: 3
  maxFailedTrialCount: 3
  objective:
    type: minimize
    objectiveMetricName: loss
    additionalMetricNames: [accuracy]
  algorithm:
    algorithmName: random
  metricsCollectorSpec:
    collector:
      kind: File
    source:
      fileSystemPath:
        path: /var/log/metrics.log
        kind: File
      filter:
        metricsFormat: ['([\\w-]+)=([\\d.]+)']
  parameters:
    - name: lr
      parameterType: double
      feasibleSpace:
        min: "0.01"
        max: "0.05"
    - name: optimizer
      parameterType: categorical
      feasibleSpace:
        list: [sgd, adam]
  trialTemplate:
    primaryContainerName: train
    trialParameters:
      - name: learningRate
        reference: lr
      - name: optimizer
        reference: optimizer
    trialSpec:
      apiVersion: batch/v1
      kind: Job
      spec:
        template:
          metadata:
            annotations:
              sidecar.istio.io/inject: "false"
          spec:
            restartPolicy: Never
            containers:
              - name: train
                image: trainer:1
                command: [python, train.py, "--lr=\${trialParameters.learningRate}", "--opt=\${trialParameters.optimizer}"]
`,
});
