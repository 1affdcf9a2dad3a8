import type { ChartTheme } from './chartTheme.ts';
import { isCrowded, type LineLayout, type LineScene, paintSpans } from './linePicture.ts';
import { paintFrame } from './plotAxes.ts';
import type { Bitmap } from './plotFrame.ts';
import { SpanRaster } from './spanRaster.ts';
import type { Surface } from './surface.ts';

/** Draws many lines straight into the pixels of the screen. Keeps its pixels, because a zoom draws them anew thirty times a second. */
export class CrowdedPicture {
  #raster: SpanRaster | undefined;

  /** False when the lines are few: then shapes look better and cost no more. */
  paint(
    scene: LineScene,
    layout: LineLayout,
    { surface, bitmap, theme }: { readonly surface: Surface; readonly bitmap: Bitmap; readonly theme: ChartTheme },
  ): boolean {
    if (!isCrowded(scene, layout)) {
      this.#raster = undefined;
      return false;
    }
    const { context, ratio } = bitmap;
    const { left, top, width, height } = layout.area;
    const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#raster?.width !== columns || this.#raster.height !== rows) this.#raster = new SpanRaster(columns, rows);
    paintSpans(scene, layout, this.#raster, theme);
    context.putImageData(this.#raster.image, Math.round(left * ratio), Math.round(top * ratio));
    paintFrame(layout, surface, theme);
    return true;
  }
}
