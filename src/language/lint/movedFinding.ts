import type { Finding, Fix } from './finding.ts';

/** A finding of a part of a file, with offsets of the file. */
export function movedFinding(finding: Finding, by: number): Finding {
  const { fixes, related } = finding;
  return {
    ...finding,
    start: finding.start + by,
    end: finding.end + by,
    ...(related && {
      related: related.map((place) =>
        place.uri === undefined ? { ...place, start: place.start + by, end: place.end + by } : place,
      ),
    }),
    ...(fixes && { fixes: () => fixes().map((fix) => movedFix(fix, by)) }),
  };
}

function movedFix(fix: Fix, by: number): Fix {
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, start: edit.start + by, end: edit.end + by })) };
}
