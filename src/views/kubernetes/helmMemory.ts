import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { isOci } from '../../domain/helm/chartSource.ts';
import { isArrayOf, isBoolean, isShape, isString } from '../../protocol/checks.ts';

/** What a release was made from the last time. */
export interface ChartChoice {
  /** Absolute path of the folder, or the name of a chart of a repository or registry. */
  readonly chart: string;
  readonly clusterId: string;
  readonly namespace: string;
  readonly name: string;
  /** Absolute paths. */
  readonly valuesFiles: readonly string[];
  readonly keepsValues: boolean;
}

const areChoices = isArrayOf(
  isShape<ChartChoice>({
    chart: isString,
    clusterId: isString,
    namespace: isString,
    name: isString,
    valuesFiles: isArrayOf(isString),
    keepsValues: isBoolean,
  }),
);

type Place = Pick<ChartChoice, 'clusterId' | 'namespace' | 'name'>;

const KEPT = 20;

/** Charts that were installed from here and as what, the latest first; remembered for the workspace. Values are not kept, only their files. */
export class HelmMemory {
  readonly #stored: StoredValue<readonly ChartChoice[]>;

  constructor(memory: Memento) {
    this.#stored = storedValue(memory, 'trainyard.helm.charts.v1', areChoices);
  }

  /** Releases that were made from a chart. */
  ofChart(chart: string): readonly ChartChoice[] {
    return this.#all.filter((each) => each.chart === chart);
  }

  ofRelease(place: Place): ChartChoice | undefined {
    return this.#all.find((each) => isSame(each, place));
  }

  /** Charts of registries, the latest first. */
  get addresses(): readonly string[] {
    return [...new Set(this.#all.map(({ chart }) => chart).filter(isOci))];
  }

  async add(choice: ChartChoice): Promise<void> {
    await this.#stored.set([choice, ...this.#all.filter((each) => !isSame(each, choice))].slice(0, KEPT));
  }

  get #all(): readonly ChartChoice[] {
    return this.#stored.get() ?? [];
  }
}

function isSame(one: Place, other: Place): boolean {
  return one.clusterId === other.clusterId && one.namespace === other.namespace && one.name === other.name;
}
