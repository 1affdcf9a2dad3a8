// Reads `when` clauses: which keys they look at, and which values they compare them with.

interface WhenTerm {
  readonly key: string;
  /** ==, !=, =~, <, … ; empty for a key alone. */
  readonly operator: string;
  /** What it is compared with; a regular expression keeps its slashes. */
  readonly value: string;
}

const TERM =
  /([A-Za-z_][\w.:-]*)(?:\s*(==|!=|=~|<=|>=|<|>|\bin\b|\bnot in\b)\s*('[^']*'|\/(?:\\.|\[[^\]]*\]|[^/\\])*\/[a-z]*|[^\s&|()]+))?/g;

export function whenTerms(clause: string): WhenTerm[] {
  return (
    [...clause.matchAll(TERM)]
      .map(([, key = '', operator = '', value = '']) => ({ key, operator, value: value.replace(/^'(.*)'$/, '$1') }))
      // What a value is looked up in is a key, too.
      .flatMap((term) => (/\bin$/.test(term.operator) ? [term, { key: term.value, operator: '', value: '' }] : [term]))
      .filter(({ key }) => key !== 'true' && key !== 'false')
  );
}

/** The words a clause looks for in `viewItem`. */
export function viewItemWords(clause: string): string[] {
  return whenTerms(clause)
    .filter(({ key }) => key === 'viewItem')
    .flatMap(({ value }) => value.replaceAll(/^\/|\/[a-z]*$|\\b/g, '').split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== '');
}
