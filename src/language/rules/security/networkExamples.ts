/** Whole manifests of the network around the lines that an example is about. */

function specOf(lines: string): string {
  return lines === ''
    ? ''
    : `${lines
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}\n`;
}

export function serviceWith(spec: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: team-a
spec:
  selector:
    app: web
  ports:
    - port: 80
${specOf(spec)}`;
}

export function ingressWith(host: string, spec = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: team-a
spec:
  rules:
    - host: ${host}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  number: 80
${specOf(spec)}`;
}

export function networkPolicyWith(spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: team-a
spec:
  podSelector:
    matchLabels:
      app: web
${specOf(spec)}`;
}
