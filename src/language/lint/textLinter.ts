import { type FileLanguage, fileLanguage } from './fileLanguage.ts';
import { lintLanguages } from './languages/lintLanguages.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from './lintConfig.ts';
import type { FileReport, LanguageLinter, LintedFile, LintKnowledge } from './lintLanguage.ts';

export interface TextReport extends FileReport {
  /** Undefined: nothing that the linter knows, so nothing was checked. */
  readonly language: FileLanguage | undefined;
}

const NOTHING: FileReport = { findings: [], suppressed: [] };

/** Checks files of every language under one configuration. What a language needs is made when its first file comes. */
export class TextLinter {
  readonly #config: LintConfig;
  readonly #knowledge: LintKnowledge;
  readonly #linters = new Map<FileLanguage, LanguageLinter | undefined>();

  constructor(config: LintConfig, knowledge: LintKnowledge = {}) {
    this.#config = config;
    this.#knowledge = knowledge;
  }

  lint(file: LintedFile): TextReport {
    const language = fileLanguage(file.path, file.text);
    const linter = language === undefined ? undefined : this.#linterOf(language);
    return { language: linter && language, ...(linter?.lint(file) ?? NOTHING) };
  }

  #linterOf(language: FileLanguage): LanguageLinter | undefined {
    if (!this.#linters.has(language)) {
      const known = lintLanguages.find(({ languages }) => languages.includes(language));
      this.#linters.set(language, known?.create(this.#config, this.#knowledge));
    }
    return this.#linters.get(language);
  }
}

/** One file, checked once. */
export function lintText(
  file: LintedFile,
  config: LintConfig = DEFAULT_LINT_CONFIG,
  knowledge: LintKnowledge = {},
): TextReport {
  return new TextLinter(config, knowledge).lint(file);
}
