/**
 * Properties that the published schema calls required and that the API server does without: it reads its own kinds as Go structs, where a missing
 * number is 0 and a missing list is empty, and its validation takes that. By definition; tried on 1.34.
 */
export const needlessFields: ReadonlySet<string> = new Set([
  'io.k8s.api.scheduling.v1.PriorityClass.value',
  'io.k8s.api.networking.v1.NetworkPolicySpec.podSelector',
  'io.k8s.api.apps.v1.StatefulSetSpec.serviceName',
  'io.k8s.api.apps.v1.ControllerRevision.revision',
  'io.k8s.api.discovery.v1.EndpointSlice.endpoints',
]);
