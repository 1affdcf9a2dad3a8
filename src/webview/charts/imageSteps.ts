import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ConfusionMatrix } from '../../domain/experiments/confusionMatrix.ts';
import type { RunPicture } from '../../domain/experiments/runPictures.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { element, setText } from '../shared/dom.ts';
import type { ChartHost, PlottedRun } from './chartHost.ts';
import { matrixChart } from './matrixChart.ts';

/** What a file is shown as. `address` is one that the page may load: `data:`, or of the webview. */
export type StepContent =
  | { readonly kind: 'image'; readonly address: string }
  | { readonly kind: 'matrix'; readonly matrix: ConfusionMatrix }
  | { readonly kind: 'trouble'; readonly text: string };

export interface ImageModel {
  readonly title: string;
  readonly runs: readonly PlottedRun[];
  /** By step. */
  readonly files: readonly RunPicture[];
}

export interface ImageStepsParts {
  readonly host: ChartHost;
  readonly colors: RunColors;
  /** Asked for what is on screen alone. */
  readonly content: (file: RunPicture) => Promise<StepContent>;
}

/** A run's place in the row. */
interface Cell {
  readonly place: HTMLElement;
  readonly caption: HTMLElement;
  /** Path of what is shown or waited for. */
  path: string;
  shown: Disposable | undefined;
}

/** Pictures or confusion matrices of runs beside each other, and a slider over the steps. Each run shows the last one that it had at the step. */
export class ImageSteps implements Disposable {
  readonly #root: HTMLElement;
  readonly #parts: ImageStepsParts;
  readonly #slider = element('input', { attributes: { type: 'range', step: '1' } });
  readonly #said = element('output');
  readonly #label: HTMLElement;
  readonly #row: HTMLElement;
  readonly #cells = new Map<string, Cell>();
  readonly #seen: IntersectionObserver;
  #model: ImageModel;
  #steps: readonly number[] = [];
  #isVisible = false;

  constructor(container: HTMLElement, parts: ImageStepsParts, model: ImageModel) {
    this.#parts = parts;
    this.#model = model;
    this.#slider.setAttribute('aria-label', t('Step of {0}', model.title));
    this.#slider.addEventListener('input', () => this.#draw());
    this.#label = element('label', { className: 'plot-settings', children: [t('Step'), this.#slider, this.#said] });
    // It may be wider than the page: the keyboard scrolls it.
    const row = { className: 'plot-image-row', role: 'group', label: model.title, attributes: { tabindex: '0' } };
    this.#row = element('div', row);
    this.#root = element('section', {
      className: 'plot plot-images',
      label: model.title,
      children: [
        element('div', { className: 'plot-head', children: [element('h3', { text: model.title })] }),
        this.#label,
        this.#row,
      ],
    });
    container.append(this.#root);
    this.#seen = new IntersectionObserver((entries) => {
      this.#isVisible = entries.at(-1)?.isIntersecting === true;
      this.#draw();
    });
    this.#seen.observe(this.#root);
    this.show(model);
  }

  /** Other runs, or more steps of them. At the last step it stays at the last. */
  show(model: ImageModel): void {
    const at = Number(this.#slider.value);
    const step = at < this.#steps.length - 1 ? this.#steps[at] : undefined;
    this.#model = model;
    this.#steps = [...new Set(model.files.map((file) => file.step))].sort((a, b) => a - b);
    const last = Math.max(0, this.#steps.length - 1);
    this.#slider.max = String(last);
    this.#slider.value = String(step === undefined ? last : Math.max(0, this.#steps.indexOf(step)));
    this.#label.hidden = last === 0;
    const shown = new Set(model.runs.map(({ id }) => id));
    for (const [runId, cell] of this.#cells) {
      if (shown.has(runId)) continue;
      cell.shown?.dispose();
      this.#cells.delete(runId);
    }
    this.#row.replaceChildren(...model.runs.flatMap(({ id }) => this.#cell(id).place.parentElement ?? []));
    this.#draw();
  }

  dispose(): void {
    this.#seen.disconnect();
    for (const { shown } of this.#cells.values()) shown?.dispose();
    this.#root.remove();
  }

  #cell(runId: string): Cell {
    const known = this.#cells.get(runId);
    if (known) return known;
    const cell = { place: element('div'), caption: element('figcaption'), path: '', shown: undefined };
    element('figure', { children: [cell.place, cell.caption] });
    this.#cells.set(runId, cell);
    return cell;
  }

  #draw(): void {
    const step = this.#steps[Number(this.#slider.value)] ?? 0;
    setText(this.#said, String(step));
    this.#slider.setAttribute('aria-valuetext', t('Step {0}', step));
    for (const run of this.#model.runs) {
      const cell = this.#cell(run.id);
      const found = this.#model.files.findLast((file) => file.runId === run.id && file.step <= step);
      const text = found ? this.#words(run, found.step) : t('{0}: none until this step', run.name);
      if (cell.path === (found?.path ?? '')) {
        // A trouble that is said stays.
        if (!found || cell.shown) setText(cell.caption, text);
      } else if (!found) {
        replace(cell, '', undefined);
        setText(cell.caption, text);
      } else if (this.#isVisible) void this.#fill(cell, found, { name: run.name, text });
    }
  }

  #words({ name }: PlottedRun, step: number): string {
    return this.#steps.length > 1 ? t('{0}, step {1}', name, step) : name;
  }

  async #fill(
    cell: Cell,
    file: RunPicture,
    { name, text }: { readonly name: string; readonly text: string },
  ): Promise<void> {
    cell.path = file.path;
    const content = await this.#parts.content(file);
    // The slider has moved on, or the run is no more shown.
    if (cell.path !== file.path || this.#cells.get(file.runId) !== cell) return;
    setText(cell.caption, content.kind === 'trouble' ? t('{0}: {1}', name, content.text) : text);
    if (content.kind === 'trouble') return replace(cell, file.path, undefined);
    if (content.kind === 'matrix') {
      const title = t('{0} of {1}', this.#model.title, name);
      replace(cell, file.path, () =>
        matrixChart(cell.place, this.#parts.host, this.#parts.colors, { title, ...content }),
      );
      return;
    }
    replace(cell, file.path, () => {
      const image = element('img', { attributes: { alt: t('{0} of {1}', this.#model.title, text) } });
      image.addEventListener('error', () => setText(cell.caption, t('{0}: the picture cannot be shown', name)));
      image.src = content.address;
      cell.place.append(image);
      return { dispose: () => image.remove() };
    });
  }
}

function replace(cell: Cell, path: string, make: (() => Disposable) | undefined): void {
  cell.shown?.dispose();
  cell.path = path;
  cell.shown = make?.();
}
