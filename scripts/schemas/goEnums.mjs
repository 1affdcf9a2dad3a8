// @ts-check

/**
 * Allowed values from Kubernetes' generated Go source; its swagger leaves them out.
 * @param {string} source Text of zz_generated.openapi.go.
 * @returns {Map<string, {values: readonly string[], ofItems: boolean}[]>} By `definition.property`.
 */
export function goEnums(source) {
  /** @type {Map<string, {values: readonly string[], ofItems: boolean}[]>} */
  const found = new Map();
  let definition = '';
  let property = '';
  let ofItems = false;
  for (const line of source.split('\n')) {
    const opened = /^func schema_k8sio_api_(\w+?)_(v\d\w*?)_(\w+)\(ref /.exec(line);
    if (opened) definition = `io.k8s.api.${opened[1]}.${opened[2]}.${opened[3]}`;
    else if (line.startsWith('func ')) definition = '';
    if (definition === '') continue;
    const named = /^\t{5}"([^"]+)": \{$/.exec(line);
    if (named) {
      property = named[1] ?? '';
      ofItems = false;
    }
    if (/\bItems: &spec\.SchemaOrArray/.test(line)) ofItems = true;
    const values = /\bEnum: +\[\]interface\{\}\{(.*)\},$/.exec(line)?.[1];
    if (values === undefined) continue;
    const key = `${definition}.${property}`;
    found.set(key, [...(found.get(key) ?? []), { values: JSON.parse(`[${values}]`), ofItems }]);
  }
  return found;
}
