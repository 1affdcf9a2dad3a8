import type { JsonRecord } from '../schema/jsonRecord.ts';
import type { SchemaSet } from '../schema/schemaSet.ts';
import type { IndexedDocument } from '../workspace/workspaceIndex.ts';
import type { FileLanguage } from './fileLanguage.ts';
import type { Finding } from './finding.ts';
import type { LintConfig } from './lintConfig.ts';
import type { NearFiles } from '../../domain/base/nearFiles.ts';

/** A text with the path that says what it is; separators of the path are `/`. */
export interface LintedFile {
  readonly path: string;
  readonly text: string;
  /** What is around it; undefined for a text that is no file. */
  readonly near?: NearFiles | undefined;
  /** The schema of the chart that values are for, when the caller has it; else it is looked for beside them. */
  readonly valuesSchema?: JsonRecord | undefined;
}

/** What a finding is about, for people and for what must outlive a moved line. */
export interface FindingSubject {
  readonly kind?: string;
  readonly name?: string;
  /** `spec.template.spec.containers[0].image` */
  readonly path: string;
}

/** A defect of a file. Offsets count from the start of the file. */
export interface FileFinding extends Finding {
  /** Which document of the file, from 1. */
  readonly document: number;
  /** Made when somebody asks. */
  readonly subject?: () => FindingSubject;
}

/** A finding that the user does not want to see. */
export interface SuppressedFinding {
  readonly finding: FileFinding;
  /** Empty when none was given. */
  readonly reason: string;
}

export interface FileReport {
  /** In the order of the text. */
  readonly findings: readonly FileFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What its documents define and name, when that was asked for. */
  readonly symbols?: readonly IndexedDocument[];
}

/** What linters may know besides the text. */
export interface LintKnowledge {
  /** Without them nothing is said that needs a schema. */
  readonly schemas?: SchemaSet;
  /** Files are checked against each other too. */
  readonly wantsSymbols?: boolean;
}

/** Checks texts of one language under one configuration. */
export interface LanguageLinter {
  lint(file: LintedFile): FileReport;
}

/** A language that the linter knows. */
export interface LintLanguage {
  readonly languages: readonly FileLanguage[];
  create(config: LintConfig, knowledge: LintKnowledge): LanguageLinter;
}
