import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { readLintConfig } from '../language/lint/config/readLintConfig.ts';
import {
  chosenSettings,
  DEFAULT_LINT_SETTINGS,
  FileConfigs,
  type LintSettings,
} from '../language/lint/config/lintSettings.ts';
import type { LintConfig } from '../language/lint/lintConfig.ts';
import type { LintKnowledge } from '../language/lint/lintLanguage.ts';
import { TextLinter } from '../language/lint/textLinter.ts';
import { fileFailureText } from './fileFailureText.ts';
import { byRule } from '../language/rules/rulesNamed.ts';
import { SchemaSets } from './schemaSets.ts';
import type { LintArguments } from './parseLintArguments.ts';

const FOLDER = '.trainyard';
const NAMES = ['lint.yaml', 'lint.yml'];

/** Settings with the folder that their paths count from. */
export interface FolderSettings {
  readonly folder: string;
  readonly settings: LintSettings;
  readonly configs: FileConfigs;
  readonly knowledge: LintKnowledge;
}

/** What arguments say about it. */
export type LintChoices = Pick<LintArguments, 'config' | 'profiles' | 'rules' | 'kubernetesMinor' | 'schemas'>;

/** Finds the configuration of each file: `.trainyard/lint.yaml` in its folder or in the nearest one above, with the arguments over it. */
export class FileSettings {
  readonly #choices: LintChoices;
  readonly #root: string;
  readonly #known = new Map<string, Result<FolderSettings>>();
  readonly #linters = new Map<LintConfig, TextLinter>();
  readonly #schemas = new SchemaSets();
  readonly #wantsSymbols: boolean;
  #none: Result<FolderSettings> | undefined;
  #lastFolder = '';
  #last: Result<FolderSettings> | undefined;

  /** @param wantsSymbols Files are checked against each other too. */
  constructor(choices: LintChoices, folder: string, wantsSymbols = false) {
    this.#choices = choices;
    this.#root = folder;
    this.#wantsSymbols = wantsSymbols;
  }

  /** @param folder Absolute. */
  inFolder(folder: string): Result<FolderSettings> {
    const { config } = this.#choices;
    if (config === null) return this.#withoutFile();
    if (config === undefined) return this.#nearest(folder);
    const given = resolve(this.#root, config);
    return this.#remember(given, () => this.#read(given, folderFor(given), config));
  }

  /** The linter of a file; undefined when its settings say that it is not checked. */
  linterOf(path: string): Result<TextLinter | undefined> {
    // Files come folder by folder.
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder !== this.#lastFolder || !this.#last) {
      this.#lastFolder = folder;
      this.#last = this.inFolder(dirname(path));
    }
    const found = this.#last;
    if (!found.ok) return found;
    const config = configIn(found.value, path);
    return ok(config && this.#linter(config, found.value.knowledge));
  }

  /** The configuration of a file; undefined when it is not checked, or its settings cannot be read. */
  configOf(path: string): LintConfig | undefined {
    const found = this.inFolder(dirname(path));
    return found.ok ? configIn(found.value, path) : undefined;
  }

  #linter(config: LintConfig, knowledge: LintKnowledge): TextLinter {
    const known = this.#linters.get(config);
    if (known) return known;
    const made = new TextLinter(config, knowledge);
    this.#linters.set(config, made);
    return made;
  }

  #nearest(folder: string): Result<FolderSettings> {
    return this.#remember(folder, () => {
      for (const name of NAMES) {
        const path = join(folder, FOLDER, name);
        const read = this.#read(path, folder, relative(this.#root, path));
        if (read.ok || read.failure.code !== 'not-found') return read;
      }
      const above = dirname(folder);
      return above === folder ? this.#withoutFile() : this.#nearest(above);
    });
  }

  #remember(key: string, make: () => Result<FolderSettings>): Result<FolderSettings> {
    const known = this.#known.get(key);
    if (known) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  #read(path: string, folder: string, shown: string): Result<FolderSettings> {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
      return fail({ code: isMissing ? 'not-found' : 'invalid', message: fileFailureText(shown, error) });
    }
    const read = readLintConfig(text, shown);
    return read.ok ? this.#settingsOf(folder, read.value) : read;
  }

  #withoutFile(): Result<FolderSettings> {
    this.#none ??= this.#settingsOf(this.#root, DEFAULT_LINT_SETTINGS);
    return this.#none;
  }

  #settingsOf(folder: string, settings: LintSettings): Result<FolderSettings> {
    const schemas = this.#schemas.with([
      ...this.#choices.schemas.map((path) => resolve(this.#root, path)),
      ...settings.schemas.map((path) => resolve(folder, path)),
    ]);
    if (!schemas.ok) return schemas;
    const knowledge = { schemas: schemas.value, wantsSymbols: this.#wantsSymbols };
    const chosen = chosenSettings(settings, { ...this.#choices, rules: byRule(this.#choices.rules) });
    return ok({ folder, settings: chosen, configs: new FileConfigs(chosen), knowledge });
  }
}

function configIn({ folder, settings, configs }: FolderSettings, path: string): LintConfig | undefined {
  if (settings.ignorePaths.isEmpty && settings.overrides.length === 0) return settings.config;
  const inside = relative(folder, path).replaceAll(sep, '/');
  return settings.ignorePaths.includes(inside) ? undefined : configs.of(inside);
}

/** `.trainyard/lint.yaml` is for the folder that holds `.trainyard`, any other file for its own. */
function folderFor(path: string): string {
  const folder = dirname(path);
  return basename(folder) === FOLDER ? dirname(folder) : folder;
}
