import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { element, setText } from '../shared/dom.ts';
import type { PlottedRun } from './chartHost.ts';

/** A picture that a run logged at a step. `address` is one that the page may load: `data:`, or of the webview. */
export interface StepImage {
  readonly runId: string;
  readonly step: number;
  readonly address: string;
}

export interface ImageModel {
  readonly title: string;
  readonly runs: readonly PlottedRun[];
  readonly images: readonly StepImage[];
}

/** Pictures of runs beside each other, and a slider over the steps. Each run shows the last picture that it had at the step. */
export class ImageSteps implements Disposable {
  readonly #root: HTMLElement;
  readonly #model: ImageModel;
  readonly #steps: readonly number[];
  readonly #slider: HTMLInputElement;
  readonly #said = element('output');
  readonly #cells = new Map<string, { readonly image: HTMLImageElement; readonly caption: HTMLElement }>();

  constructor(container: HTMLElement, model: ImageModel) {
    this.#model = model;
    this.#steps = [...new Set(model.images.map(({ step }) => step))].sort((a, b) => a - b);
    const last = Math.max(0, this.#steps.length - 1);
    this.#slider = element('input', {
      label: t('Step of {0}', model.title),
      attributes: { type: 'range', min: '0', max: String(last), step: '1' },
    });
    this.#slider.value = String(last);
    this.#slider.addEventListener('input', () => this.#show());
    this.#root = element('section', {
      className: 'plot plot-images',
      label: model.title,
      children: [
        element('div', { className: 'plot-head', children: [element('h3', { text: model.title })] }),
        element('label', { className: 'plot-settings', children: [t('Step'), this.#slider, this.#said] }),
        element('div', { className: 'plot-image-row', children: model.runs.map((run) => this.#cell(run)) }),
      ],
    });
    container.append(this.#root);
    this.#show();
  }

  dispose(): void {
    this.#root.remove();
  }

  #cell(run: PlottedRun): HTMLElement {
    const image = element('img');
    const caption = element('figcaption');
    image.addEventListener('error', () => setText(caption, t('{0}: the picture cannot be shown', run.name)));
    this.#cells.set(run.id, { image, caption });
    return element('figure', { children: [image, caption] });
  }

  #show(): void {
    const step = this.#steps[Number(this.#slider.value)] ?? 0;
    setText(this.#said, String(step));
    this.#slider.setAttribute('aria-valuetext', t('Step {0}', step));
    for (const run of this.#model.runs) {
      const cell = this.#cells.get(run.id);
      if (!cell) continue;
      const found = this.#latest(run.id, step);
      cell.image.hidden = found === undefined;
      if (found && cell.image.src !== found.address) cell.image.src = found.address;
      const text = found ? t('{0}, step {1}', run.name, found.step) : t('{0}: none until this step', run.name);
      cell.image.alt = t('{0} of {1}', this.#model.title, text);
      setText(cell.caption, text);
    }
  }

  #latest(runId: string, step: number): StepImage | undefined {
    let best: StepImage | undefined;
    for (const image of this.#model.images)
      if (image.runId === runId && image.step <= step && (!best || image.step >= best.step)) best = image;
    return best;
  }
}
