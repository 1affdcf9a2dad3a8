// @ts-check
// How objects of an operator's release are found in a cluster: by the label that manifests/common gives them.

/** @param {string} name */
const ofOperator = (name) => `labelSelector=${encodeURIComponent(`trainyard.dev/operator=${name}`)}`;

/**
 * @param {import('./operatorParts.mjs').OperatorName} name
 * @returns {string} The path of the definitions of its kinds.
 */
export const kindsOf = (name) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions?${ofOperator(name)}`;

/**
 * @param {import('./operatorParts.mjs').OperatorName} name
 * @returns {readonly string[]} The paths of all that makes the API server send requests to it.
 */
export const registrationsOf = (name) =>
  [
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    '/apis/apiregistration.k8s.io/v1/apiservices',
  ].map((path) => `${path}?${ofOperator(name)}`);
