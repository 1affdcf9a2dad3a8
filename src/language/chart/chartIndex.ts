import { parsedJson } from '../../domain/base/parsedJson.ts';
import { type JsonRecord, isJsonRecord } from '../schema/jsonRecord.ts';
import { type ValueUse, valueUses } from './valueUses.ts';

/** What is known of a chart around its values. */
export interface ChartFacts {
  /** `values.schema.json`; undefined when there is none, or none that can be read. */
  readonly schema: JsonRecord | undefined;
  /** Uses by the path of the template, counted from the folder of the chart. */
  readonly uses: ReadonlyMap<string, readonly ValueUse[]>;
}

interface Chart {
  isChart: boolean;
  schema: JsonRecord | undefined;
  readonly uses: Map<string, readonly ValueUse[]>;
}

const SCHEMA = 'values.schema.json';
const TEMPLATES = '/templates/';
/** Values of a chart: its own, and those of environments beside them. */
const VALUES = /\/(?:values|values[.-][^/]+|[^/]+[.-]values)\.ya?ml$/i;

/** The charts of a workspace: their schemas and what their templates use. Files come and go by address. */
export class ChartIndex {
  readonly #charts = new Map<string, Chart>();

  /**
   * Takes a file over, or forgets it without a text. Files that are no part of a chart are left alone.
   * @returns Whether something is known of values now that was not.
   */
  set(uri: string, text: string | undefined): boolean {
    if (uri.endsWith('/Chart.yaml')) return this.#setChart(folderOf(uri), text !== undefined);
    if (uri.endsWith(`/${SCHEMA}`)) return this.#setSchema(folderOf(uri), text);
    const at = uri.lastIndexOf(TEMPLATES);
    return at < 0 ? false : this.#setTemplate(uri.slice(0, at + 1), uri.slice(at + 1), text);
  }

  /** The chart that a file holds values of; undefined for every other file. */
  ofValues(uri: string): ChartFacts | undefined {
    if (!VALUES.test(uri)) return undefined;
    const chart = this.#charts.get(folderOf(uri));
    // A schema beside values says enough; a folder of templates alone may be anything.
    return chart && (chart.isChart || chart.schema) ? chart : undefined;
  }

  #setChart(folder: string, isChart: boolean): boolean {
    const chart = this.#at(folder);
    const isNew = chart.isChart !== isChart;
    chart.isChart = isChart;
    return isNew;
  }

  #setSchema(folder: string, text: string | undefined): boolean {
    const chart = this.#at(folder);
    const parsed = text === undefined ? undefined : parsedJson(text);
    const before = chart.schema;
    chart.schema = isJsonRecord(parsed) ? parsed : undefined;
    return (before ?? chart.schema) !== undefined;
  }

  #setTemplate(folder: string, path: string, text: string | undefined): boolean {
    const uses = text === undefined ? [] : valueUses(text);
    const chart = uses.length > 0 ? this.#at(folder) : this.#charts.get(folder);
    if (!chart) return false;
    const before = chart.uses.get(path);
    if (uses.length > 0) chart.uses.set(path, uses);
    else chart.uses.delete(path);
    return JSON.stringify(before ?? []) !== JSON.stringify(uses);
  }

  #at(folder: string): Chart {
    const known = this.#charts.get(folder);
    if (known) return known;
    const made: Chart = { isChart: false, schema: undefined, uses: new Map() };
    this.#charts.set(folder, made);
    return made;
  }
}

/** With the slash at its end. */
function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}
