import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { RunPicture } from '../../domain/experiments/runPictures.ts';
import type { PictureQuestion } from '../../protocol/experimentsPage.ts';
import type { PictureAnswer, PlotFile, RunPictures } from '../../protocol/plotMessages.ts';
import type { PlottedRun } from '../charts/chartHost.ts';
import { ImageSteps, type StepContent } from '../charts/imageSteps.ts';
import { element, setText } from '../shared/dom.ts';

export interface PicturesPaneParts {
  readonly colors: RunColors;
  readonly pictures: (runIds: readonly string[]) => Promise<RunPictures>;
  readonly picture: (question: PictureQuestion) => Promise<PictureAnswer>;
  readonly save: (plot: PlotFile) => void;
}

/** Files that are kept: a slider goes back and forth. Ten screens of them, at the worst 400 MB less what is shared, mostly some. */
const MOST_KEPT = 60;

/** Pictures and confusion matrices that the plotted runs have left, side by side. Runs are asked for theirs when somebody looks here. */
export class PicturesPane implements Disposable {
  readonly #parts: PicturesPaneParts;
  readonly #root: HTMLElement;
  readonly #note = element('p', { className: 'pictures-note' });
  readonly #grid = element('div', { className: 'picture-grid' });
  readonly #seen: IntersectionObserver;
  readonly #shown = new Map<string, ImageSteps>();
  readonly #kept = new Map<string, Promise<StepContent>>();
  #runs: readonly PlottedRun[] = [];
  #wanted = '';
  #asked = '';
  #isAsking = false;
  #isVisible = false;

  constructor(container: HTMLElement, parts: PicturesPaneParts) {
    this.#parts = parts;
    this.#root = element('section', {
      className: 'plots pictures',
      label: t('Pictures and confusion matrices'),
      children: [element('h2', { text: t('Pictures and confusion matrices') }), this.#note, this.#grid],
    });
    container.append(this.#root);
    this.#seen = new IntersectionObserver((entries) => {
      this.#isVisible = entries.at(-1)?.isIntersecting === true;
      void this.#refresh();
    });
    this.#seen.observe(this.#root);
  }

  /** `version`: another one when the runs may have more files. */
  show(runs: readonly PlottedRun[], version: string): void {
    this.#runs = runs;
    this.#wanted = JSON.stringify([runs.map(({ id }) => id), version]);
    void this.#refresh();
  }

  dispose(): void {
    this.#seen.disconnect();
    for (const steps of this.#shown.values()) steps.dispose();
    this.#root.remove();
  }

  /** One question at a time; a question that fails is told to the extension by the wire. */
  async #refresh(): Promise<void> {
    if (!this.#isVisible || this.#isAsking || this.#asked === this.#wanted) return;
    this.#isAsking = true;
    const [wanted, runs] = [this.#wanted, this.#runs];
    this.#asked = wanted;
    if (this.#shown.size === 0) setText(this.#note, t('Looking for pictures …'));
    try {
      const found = await this.#parts.pictures(runs.map(({ id }) => id));
      if (wanted === this.#wanted) this.#draw(runs, found);
    } finally {
      this.#isAsking = false;
    }
    await this.#refresh();
  }

  #draw(runs: readonly PlottedRun[], { series, troubles }: RunPictures): void {
    const keys = new Set(series.map(keyOf));
    for (const [key, steps] of this.#shown) {
      if (keys.has(key)) continue;
      steps.dispose();
      this.#shown.delete(key);
    }
    for (const one of series) {
      const having = new Set(one.files.map(({ runId }) => runId));
      const model = { title: one.title, runs: runs.filter(({ id }) => having.has(id)), files: one.files };
      const known = this.#shown.get(keyOf(one));
      if (known) known.show(model);
      else this.#shown.set(keyOf(one), new ImageSteps(this.#grid, this.#stepParts(), model));
    }
    const names = new Map(runs.map(({ id, name }) => [id, name]));
    const said = troubles.map(({ runId, text }) => t('{0}: {1}', names.get(runId) ?? runId, text));
    const none = series.length === 0 && said.length === 0 ? [t('The plotted runs have left none.')] : [];
    setText(this.#note, [...said, ...none].join(' '));
  }

  #stepParts() {
    const { colors, save } = this.#parts;
    // What is clicked in a matrix are not runs.
    const host = { save, selected: () => undefined };
    return { host, colors, content: async (file: RunPicture) => await this.#content(file) };
  }

  #content(file: RunPicture): Promise<StepContent> {
    const key = `${file.runId}\n${file.path}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const content = this.#read(file);
    this.#kept.set(key, content);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return content;
  }

  async #read({ runId, path }: RunPicture): Promise<StepContent> {
    const answer = await this.#parts.picture({ runId, path });
    if (answer.kind === 'trouble') this.#kept.delete(`${runId}\n${path}`);
    if (answer.kind !== 'image') return answer;
    return { kind: 'image', address: await dataAddress(answer) };
  }
}

const keyOf = ({ kind, title }: RunPictures['series'][number]) => `${kind} ${title}`;

/** The policy of the page lets it show pictures that stand in their address. As one, a drawing in SVG runs no scripts. */
async function dataAddress({ mime, bytes }: { readonly mime: string; readonly bytes: Uint8Array }): Promise<string> {
  const reader = new FileReader();
  const read = new Promise<string>((resolve, reject) => {
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('a picture was not read')));
  });
  reader.readAsDataURL(new Blob([Uint8Array.from(bytes)], { type: mime }));
  return await read;
}
