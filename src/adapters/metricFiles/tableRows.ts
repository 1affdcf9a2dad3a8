import type { MetricRecord } from './metricRecord.ts';
import { isTimeKey, numberOfText, stepKey, timeOfValue } from './stepKey.ts';

const DELIMITERS = [',', '\t', ';'];

/** Cells of a line; undefined when a quote is open at its end, and the record goes on in the next line. */
export function cellsOf(line: string, delimiter: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === '"' && isQuoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return isQuoted ? undefined : [...cells, cell];
}

/** Columns of a table by its first line. */
export interface TableHead {
  readonly delimiter: string;
  /** Without the spaces that Ultralytics pads them with. */
  readonly names: readonly string[];
  /** Undefined where no column is a step: the number of the row is. */
  readonly step: number | undefined;
  readonly time: number | undefined;
}

export function tableHead(line: string): TableHead {
  const delimiter = DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ',';
  const names = (cellsOf(line.replace(/^\u{feff}/u, ''), delimiter) ?? []).map((name) => name.trim());
  const step = stepKey(names);
  const time = names.findIndex(isTimeKey);
  return {
    delimiter,
    names,
    step: step === undefined ? undefined : names.indexOf(step),
    time: time < 0 ? undefined : time,
  };
}

/** Longest record over several lines: what has more has lost a quote. */
const MOST_RECORD_LINES = 100;

/** Folds the lines of a table into a run, as they come. */
export class TableRows {
  readonly #record: MetricRecord;
  readonly #madeAt: number;
  readonly #prefix: string;
  #head: TableHead | undefined;
  /** Columns that hold texts, by their first cell. */
  readonly #isText = new Map<number, boolean>();
  #open = '';
  #openLines = 0;
  #rows = 0;

  /** @param prefix before the names of metrics */
  constructor(record: MetricRecord, madeAt: number, prefix: string) {
    this.#record = record;
    this.#madeAt = madeAt;
    this.#prefix = prefix;
  }

  /** False when the line is damaged and was left out. */
  take(line: string): boolean {
    const text = this.#open + line;
    if (text.trim() === '') return true;
    if (!this.#head) {
      this.#head = tableHead(text);
      return true;
    }
    const cells = cellsOf(text, this.#head.delimiter);
    if (!cells) return this.#goOn(text);
    this.#open = '';
    this.#openLines = 0;
    return this.#row(cells, this.#head);
  }

  #goOn(text: string): boolean {
    this.#openLines += 1;
    const isLost = this.#openLines > MOST_RECORD_LINES;
    this.#open = isLost ? '' : `${text}\n`;
    if (isLost) this.#openLines = 0;
    return !isLost;
  }

  #row(cells: readonly string[], { names, step, time }: TableHead): boolean {
    if (cells.length !== names.length) return false;
    // Written again by a run that went on in the same file.
    if (cells.every((cell, at) => cell.trim() === names[at])) return true;
    const values: (readonly [string, number])[] = [];
    let isGood = true;
    cells.forEach((cell, at) => {
      const name = names[at] ?? '';
      if (cell.trim() === '' || at === step || name === '') return;
      const number = numberOfText(cell);
      const isText = this.#isText.get(at) ?? number === undefined;
      this.#isText.set(at, isText);
      if (isText || (at === time && timeOfValue(cell) !== undefined)) return;
      if (number === undefined) isGood = false;
      else values.push([this.#prefix + name, number]);
    });
    const stepCell = step === undefined ? undefined : cells[step];
    const at = stepCell === undefined ? this.#rows : numberOfText(stepCell);
    if (at === undefined && stepCell?.trim() !== '') isGood = false;
    this.#rows += 1;
    const stamp = time === undefined ? undefined : timeOfValue(cells[time] ?? '');
    this.#record.addRow(values, { step: at, time: stamp, madeAt: this.#madeAt });
    return isGood;
  }
}
