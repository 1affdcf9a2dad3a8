import type { Result } from '../base/failure.ts';
import type { BuildEvent } from './buildProgress.ts';
import type { BuildPlan } from './buildPlan.ts';
import type { ContextFinding } from './contextSurvey.ts';

/** What a finished build leaves. */
export interface BuiltImage {
  /** sha256:… of the image. */
  readonly imageId: string;
  readonly tags: readonly string[];
  readonly sizeBytes?: number;
}

/** What a build would send, and what of it perhaps should not be part of an image. */
export interface ContextOverview {
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly ContextFinding[];
  /** The file whose rules apply; it need not exist. */
  readonly ignorePath: string;
  readonly ignoreText: string;
}

/** Builds images. */
export interface ImageBuilder {
  /** Walks the context without reading files. Failures as those of `build` before it starts. */
  survey(plan: BuildPlan, signal: AbortSignal): Promise<Result<ContextOverview>>;
  /**
   * Builds and reports events as they come; resolves when the image is tagged. Uses BuildKit through `docker buildx` where it is, the engine's
   * own build otherwise. After an abort nothing is left within 2 s but cache: no container, temporary file, child process or tag.
   */
  build(plan: BuildPlan, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<Result<BuiltImage>>;
}

/** One layer, newest first as the engine lists them. */
export interface ImageLayer {
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly sizeBytes: number;
  readonly tags: readonly string[];
}

/** The biggest files of one layer, biggest first; layers oldest first. Sizes are unpacked. */
export interface LayerFiles {
  readonly createdBy: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly biggest: readonly { readonly path: string; readonly sizeBytes: number }[];
}

export interface TransferProgress {
  readonly doneBytes: number;
  readonly totalBytes?: number;
  readonly text: string;
}

export interface ImageStore {
  /** `not-found` when the engine does not have it. `architecture` as in platforms. */
  find(
    reference: string,
    signal: AbortSignal,
  ): Promise<
    Result<{
      readonly id: string;
      readonly architecture: string;
      readonly os: string;
      readonly digests: readonly string[];
      readonly user: string;
      readonly sizeBytes: number;
    }>
  >;
  history(reference: string, signal: AbortSignal): Promise<Result<readonly ImageLayer[]>>;
  pull(
    reference: string,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<{ readonly digest?: string }>>;
  push(
    reference: string,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<{ readonly digest?: string }>>;
  /**
   * Reads the saved image as a stream and lists the biggest files of each layer; nothing is kept on disk. Takes as long as the engine needs
   * to hand out the whole image.
   */
  layerFiles(
    reference: string,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<readonly LayerFiles[]>>;
  tag(reference: string, newReference: string, signal: AbortSignal): Promise<Result<void>>;
  remove(reference: string, force: boolean, signal: AbortSignal): Promise<Result<void>>;
}
