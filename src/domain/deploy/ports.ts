import type { Result } from '../base/failure.ts';
import type { Spec } from './spec.ts';

/** A spec with the file it came from. */
export interface LoadedSpec {
  /** Absolute path of `trainyard.yaml`. */
  readonly path: string;
  readonly spec: Spec;
  /** sha256 of the text, so that a run tells whether the spec has changed since. */
  readonly digest: string;
}

/** Reads a spec. The failure names file, line, field, what was expected and the nearest valid name. */
export type LoadSpec = (path: string) => Promise<Result<LoadedSpec>>;

/**
 * Builds the kustomization of a folder with the user's own tool. Failures: `tool-missing` · `invalid`: in the tool's own words · `timeout` ·
 * `cancelled`.
 */
export type BuildKustomization = (folder: string, signal: AbortSignal) => Promise<Result<string>>;
