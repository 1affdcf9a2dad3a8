/** Go and this runtime read the same table of zones; `Local` is Go’s own. */
export function isTimeZone(name: string): boolean {
  if (name === '') return false;
  if (name === 'Local' || name === 'UTC') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The only failure there is: it throws a RangeError for a zone that it does not know.
    return false;
  }
}
