import type { Disposable } from '../../domain/base/lifecycle.ts';
import { type ArtifactReader, PictureSource } from '../../domain/experiments/pictureSource.ts';
import { type Result, sentencesOf } from '../../domain/base/failure.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { PictureQuestion } from '../../protocol/experimentsPage.ts';
import type { PictureAnswer, RunPictures } from '../../protocol/plotMessages.ts';

/** Answers a page's questions for pictures of runs. */
export class PictureFeed implements Disposable {
  readonly #source: PictureSource;
  readonly #model: RunsModel;
  readonly #aborter = new AbortController();

  constructor(model: RunsModel, reader: () => Promise<Result<ArtifactReader>>) {
    this.#model = model;
    this.#source = new PictureSource(reader);
  }

  async pictures(runIds: readonly string[]): Promise<RunPictures> {
    const { table } = this.#model;
    const known = runIds.filter((runId) => table.rowOf(runId) !== undefined);
    const hasEnded = (runId: string) => !table.isGrowing(runId);
    const { series, troubles } = await this.#source.list(known, hasEnded, this.#aborter.signal);
    return { series, troubles: troubles.map(({ runId, failure }) => ({ runId, text: failure.message })) };
  }

  async picture({ runId, path }: PictureQuestion): Promise<PictureAnswer> {
    const content = await this.#source.content(runId, path, this.#aborter.signal);
    if (content.ok) return content.value;
    return { kind: 'trouble', text: sentencesOf(content.failure) };
  }

  dispose(): void {
    this.#aborter.abort();
  }
}
