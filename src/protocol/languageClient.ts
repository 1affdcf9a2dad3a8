import { type Check, isArrayOf, isBoolean, isOptional, isShape, isString } from './checks.ts';
import { isLintChoices, type LintChoices } from './lintChoices.ts';

/** What the language client hands to the language server when it starts (`initializationOptions`). */
export interface LanguageServerOptions {
  /** The editor's translations as pairs of English text and translation; empty for English. */
  readonly texts: readonly (readonly string[])[];
  readonly lint?: LintChoices;
  /** It answers questions for tags of images. */
  readonly hasImageTags?: boolean;
}

export const isLanguageServerOptions: Check<LanguageServerOptions> = isShape<LanguageServerOptions>({
  texts: isArrayOf(isArrayOf(isString)),
  lint: isOptional(isLintChoices),
  hasImageTags: isOptional(isBoolean),
});

/** Variable of the environment that names the folder of the server's compile cache. */
export const COMPILE_CACHE_VARIABLE = 'TRAINYARD_COMPILE_CACHE';

/** Notification to the server: URIs of the manifests of the workspace, which it reads for names that are used across files. */
export const WORKSPACE_FILES = 'trainyard/workspaceFiles';
