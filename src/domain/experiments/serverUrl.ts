/** The address of a server without user, password, query and slashes at its end; undefined: the text is no address. */
export function serverUrl(address: string): string | undefined {
  const [, scheme = '', host, path = ''] = /^(https?):\/\/(?:[^/@]*@)?([^/?#]+)([^?#]*)/i.exec(address) ?? [];
  return host === undefined ? undefined : `${scheme.toLowerCase()}://${host}${path.replace(/\/+$/, '')}`;
}

/** How a server is called in rows. */
export const serverLabel = (url: string): string => url.slice(url.indexOf('//') + 2);
