import { ok, type Result } from '../../domain/base/failure.ts';
import type { AccessQuestion } from '../../domain/cluster/ports.ts';
import { fieldsIn, fieldsOf, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Whether the user of the transport may do it. Source: kubernetes.io, "SelfSubjectAccessReview". */
export async function askAccess(
  transport: KubeTransport,
  { verb, resource, subresource, namespace }: AccessQuestion,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const resourceAttributes = {
    verb,
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
  };
  const answer = await transport.json({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    signal,
  });
  return answer.ok ? ok(fieldsIn(fieldsOf(answer.value), 'status')['allowed'] === true) : answer;
}

/** Source: kubernetes.io, "API access to authentication information for a client". */
export async function askWho(transport: KubeTransport, signal: AbortSignal): Promise<Result<string>> {
  const answer = await transport.json({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    signal,
  });
  if (!answer.ok) return answer;
  return ok(textIn(fieldsIn(fieldsIn(fieldsOf(answer.value), 'status'), 'userInfo'), 'username') ?? '');
}
