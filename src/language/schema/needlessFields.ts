/**
 * Properties that the published schema calls required and that the API server does without: it reads its own kinds as Go structs, where a missing
 * number is 0, a missing list and a missing struct are empty, and its validation takes that. By definition. Found by leaving out each required field of
 * 880 good objects and asking a server of 1.34.
 */
export const needlessFields: ReadonlySet<string> = new Set([
  'io.k8s.api.scheduling.v1.PriorityClass.value',
  'io.k8s.api.networking.v1.NetworkPolicySpec.podSelector',
  'io.k8s.api.apps.v1.StatefulSetSpec.serviceName',
  'io.k8s.api.apps.v1.ControllerRevision.revision',
  'io.k8s.api.discovery.v1.EndpointSlice.endpoints',
  'io.k8s.api.core.v1.HTTPHeader.value',
  'io.k8s.api.core.v1.LimitRangeSpec.limits',
  'io.k8s.api.storage.v1.CSIDriver.spec',
  ...['v1', 'v1beta2', 'v1beta1', 'v1alpha3', 'v1alpha2'].flatMap((version) =>
    ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceClaimTemplateSpec'].map(
      (name) => `io.k8s.api.resource.${version}.${name}.spec`,
    ),
  ),
]);
