/** A value with its name and labels, as exporters and Prometheus give it. */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;

/**
 * Reads the text format of exporters; lines with other names are passed over, and what cannot be read as well.
 * Source: prometheus.io, "Exposition formats", "Text-based format".
 */
export function metricLines(text: string, isWanted: (name: string) => boolean): readonly MetricSample[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const [, name = '', inner = '', number = ''] = LINE.exec(line) ?? [];
    if (name === '' || !isWanted(name)) return [];
    const labels = labelsOf(inner);
    const value = Number(number);
    return labels && Number.isFinite(value) ? [{ name, labels, value }] : [];
  });
}

function labelsOf(inner: string): ReadonlyMap<string, string> | undefined {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inner.length) {
    const at = LABEL.lastIndex;
    const match = LABEL.exec(inner);
    if (!match) return inner.slice(at).trim() === '' ? labels : undefined;
    const [, name = '', value = ''] = match;
    labels.set(
      name,
      value.replace(/\\(.)/g, (_whole, sign: string) => (sign === 'n' ? '\n' : sign)),
    );
  }
  return labels;
}
