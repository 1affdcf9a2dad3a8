/** Whether a text has the shape of a name of Kubernetes, so that it can stand in a path. Source: RFC 1123, "subdomain". */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(text);
}
