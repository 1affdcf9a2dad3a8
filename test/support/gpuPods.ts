import { dcgmText, type ToldGpu } from './dcgmText.ts';
import { BUSYBOX, PYTHON } from './testImages.ts';

const ANSWER = `
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["TEXT"].encode())
http.server.HTTPServer(("", 9400), Answer).serve_forever()
`;

interface PythonPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A pod that runs a script and is ready when it listens. */
export function pythonPod({ name, labels, port, script, env }: PythonPod): object {
  const container = {
    name: 'main',
    image: PYTHON,
    imagePullPolicy: 'Never',
    command: ['python3', '-c', script],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    ports: [{ name: 'metrics', containerPort: port }],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { terminationGracePeriodSeconds: 0, containers: [container] },
  };
}

/** Stands in for a pod of NVIDIA's DCGM exporter: its labels, its port, its format. */
export function exporterPod(name: string, gpus: readonly ToldGpu[]): object {
  const labels = { app: 'nvidia-dcgm-exporter' };
  return pythonPod({ name, labels, port: 9400, script: ANSWER, env: { TEXT: dcgmText(gpus) } });
}

/** A pod that holds GPUs and does nothing with them. */
export function holderPod(name: string, gpus: number): object {
  const container = {
    name: 'main',
    image: BUSYBOX,
    imagePullPolicy: 'Never',
    command: ['sleep', '600'],
    resources: { limits: { 'nvidia.com/gpu': String(gpus) } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { terminationGracePeriodSeconds: 0, containers: [container] },
  };
}
