import type { TextDocument } from 'vscode-languageserver-textdocument';
import { definedOf } from '../domain/base/defined.ts';
import type { ChartFacts } from '../language/chart/chartIndex.ts';
import type { EditedFile } from '../language/editing/editedFile.ts';
import { editedLintConfig } from '../language/editing/editedLintConfig.ts';
import { EditedManifest } from '../language/editing/editedManifest.ts';
import { editedSpec } from '../language/editing/editedSpec.ts';
import { editedText } from '../language/editing/editedText.ts';
import { editedValues } from '../language/editing/editedValues.ts';
import { onlyDifference } from '../language/editing/onlyDifference.ts';
import { type FormatChoices, formatYaml } from '../language/format/formatYaml.ts';
import type { TextEdit } from '../language/lint/finding.ts';
import { fixText } from '../language/lint/fixText.ts';
import { type FileLanguage, fileLanguage } from '../language/lint/fileLanguage.ts';
import type { FileStatus } from '../protocol/fileStatus.ts';
import { fileStatus } from './fileStatus.ts';
import type { Tools } from './fileTools.ts';
import type { ServerHost } from './serverHost.ts';

export interface OpenFile {
  readonly version: number;
  /** Undefined: nothing that is checked. */
  readonly language: FileLanguage | undefined;
  readonly file: EditedFile;
}

/** Reads each version of an open file once, when somebody first asks for it. */
export class OpenFiles {
  readonly #find: (uri: string) => TextDocument | undefined;
  readonly #toolsOf: (uri: string) => Tools;
  readonly #host: Pick<ServerHost, 'nearOf' | 'pathOf'>;
  readonly #read = new Map<string, OpenFile>();

  constructor(
    find: (uri: string) => TextDocument | undefined,
    toolsOf: (uri: string) => Tools,
    host: Pick<ServerHost, 'nearOf' | 'pathOf'>,
  ) {
    this.#find = find;
    this.#toolsOf = toolsOf;
    this.#host = host;
  }

  /** The newest version; undefined when the file is not open, or none that is checked. */
  get(uri: string): OpenFile | undefined {
    const open = this.#find(uri);
    if (!open) return undefined;
    const known = this.#read.get(uri);
    if (known?.version === open.version) return known;
    const path = pathOf(uri, open.languageId);
    const named = open.languageId === 'trainyard' ? 'spec' : fileLanguage(path, open.getText());
    // Away from a chart a file of that name is anything.
    const chart = named === 'values' ? this.#toolsOf(uri).charts.ofValues(uri) : undefined;
    const language = named === 'values' && !chart ? undefined : named;
    const file = this.#open(open, { path, language, chart }, known?.file);
    const read = { version: open.version, language, file };
    this.#read.set(uri, read);
    return read;
  }

  /** What a file is checked with; undefined when it is not open. */
  status(uri: string): FileStatus | undefined {
    const open = this.get(uri);
    return open && fileStatus(open.file, open.language ?? '', this.#toolsOf(uri));
  }

  /** The edit that makes every repair of a file that cannot change what the user meant. */
  fixAll(uri: string): TextEdit | undefined {
    const document = this.#find(uri);
    const { texts, isIgnored } = this.#toolsOf(uri);
    if (!document || isIgnored) return undefined;
    const text = document.getText();
    return onlyDifference(
      text,
      fixText({ path: pathOf(uri, document.languageId), text, near: this.#host.nearOf(uri) }, texts).text,
    );
  }

  /** The edits that format a file of YAML that is known; none for any other. */
  format(uri: string, choices: FormatChoices): readonly TextEdit[] {
    const language = this.get(uri)?.language;
    const isYaml = language !== undefined && language !== 'dockerfile' && !uri.endsWith('.json');
    return isYaml ? formatYaml(this.#find(uri)?.getText() ?? '', choices) : [];
  }

  forget(uri: string): void {
    this.#read.delete(uri);
  }

  /** Everything is read again: what it is checked with has changed. */
  forgetAll(): readonly string[] {
    const uris = Array.from(this.#read.keys());
    this.#read.clear();
    return uris;
  }

  /** The open files that are judged by names of other files too. */
  get manifests(): readonly string[] {
    return Array.from(this.#read).flatMap(([uri, { file }]) => (file instanceof EditedManifest ? [uri] : []));
  }

  /** Values of charts are read again, because a chart has changed. */
  forgetValues(): readonly string[] {
    const uris = Array.from(this.#read.keys()).filter((uri) => this.#toolsOf(uri).charts.ofValues(uri) !== undefined);
    for (const uri of uris) this.#read.delete(uri);
    return uris;
  }

  /** Open manifests as they were last read. */
  get readManifests(): readonly EditedManifest[] {
    return Array.from(this.#read.values()).flatMap(({ file }) => (file instanceof EditedManifest ? [file] : []));
  }

  #open(
    document: TextDocument,
    {
      path,
      language,
      chart,
    }: {
      readonly path: string;
      readonly language: FileLanguage | undefined;
      /** Of values. */
      readonly chart: ChartFacts | undefined;
    },
    before: EditedFile | undefined,
  ): EditedFile {
    const { uri } = document;
    const text = document.getText();
    const { manifests, texts, live, help, isIgnored } = this.#toolsOf(uri);
    const near = this.#host.nearOf(uri);
    const linter = isIgnored ? undefined : texts;
    if (language === 'spec') {
      const place = near && { near, positions: document };
      return editedSpec(uri, text, { live, ...definedOf({ linter, path: this.#host.pathOf(uri), place }) });
    }
    if (language === 'lint-config') return editedLintConfig(uri, text, near);
    if (chart) {
      const hasYaml = help.left.has('yamlSchemas');
      return editedValues({ uri, path, text, near, positions: document, chart, linter, hasYaml });
    }
    if (language !== undefined && language !== 'manifest' && language !== 'helm-template') {
      const file = { uri, path, text, near, language, positions: document };
      return editedText(file, { linter, help });
    }
    return manifests.open(
      // Other YAML may become a manifest while it is written: help, but no judgement.
      { uri, text, positions: document, isChecked: language !== undefined && !isIgnored, near },
      before instanceof EditedManifest ? before : undefined,
    );
  }
}

/** What a file is goes by its path; where the user gave a file another language, by that. */
function pathOf(uri: string, languageId: string): string {
  const path = decodeURIComponent(URL.canParse(uri) ? new URL(uri).pathname : uri);
  if (languageId === 'dockerfile' && fileLanguage(path, '') !== 'dockerfile') return `${path}/Dockerfile`;
  if (languageId === 'dockercompose' && fileLanguage(path, '') !== 'compose') return `${path}/compose.yaml`;
  const isNameless = languageId === 'yaml' && !/\.[^/]+$/.test(path) && fileLanguage(path, '') === undefined;
  return isNameless ? `${path}.yaml` : path;
}
