/**
 * A path of the spec as an absolute path of this machine: `~/x` in the home folder, absolute ones as they are, others from `folder`.
 * Handles POSIX and Windows spellings, whichever `folder` has; `.` and `..` are resolved, so that two spellings of one place are equal.
 */
export function hostPath(path: string, folder: string, homeFolder?: string): string {
  if (/^~(?=[/\\]|$)/.test(path))
    return homeFolder === undefined ? path : normalize(`${homeFolder}/${path.slice(2)}`, homeFolder);
  return isAbsolute(path) ? normalize(path, path) : normalize(`${folder}/${path}`, folder);
}

/** Whether `path` is `folder` or lies in it; both absolute and normalised. */
export function isInside(path: string, folder: string): boolean {
  const isWindows = /^[A-Za-z]:/.test(folder);
  const [inner, outer] = isWindows ? [path.toLowerCase(), folder.toLowerCase()] : [path, folder];
  const separator = isWindows ? '\\' : '/';
  return inner === outer || inner.startsWith(outer.endsWith(separator) ? outer : outer + separator);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[A-Za-z]:[/\\]/.test(path);
}

function normalize(path: string, like: string): string {
  const isWindows = /^[A-Za-z]:/.test(like) || like.startsWith('\\\\');
  const separator = isWindows ? '\\' : '/';
  const [root = ''] = (isWindows ? /^(?:[A-Za-z]:|\\\\)?[/\\]*/ : /^\/*/).exec(path) ?? [];
  const parts: string[] = [];
  for (const part of path.slice(root.length).split(isWindows ? /[/\\]+/ : /\/+/)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const start = isWindows ? root.replaceAll('/', '\\') : root.slice(0, 1);
  return start + parts.join(separator);
}
