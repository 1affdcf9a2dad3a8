import { type FieldTrees, readFieldTrees } from '../language/editing/help/fields/fieldTrees.ts';
import type { HelpTools } from '../language/editing/help/textHelpOf.ts';
import { ChartIndex } from '../language/chart/chartIndex.ts';
import { ManifestEditor } from '../language/editing/manifestEditor.ts';
import { createManifestLinter } from '../language/lint/createManifestLinter.ts';
import { editorChoice } from '../language/lint/config/editorChoice.ts';
import {
  chosenSettings,
  DEFAULT_LINT_SETTINGS,
  FileConfigs,
  type LintSettings,
} from '../language/lint/config/lintSettings.ts';
import type { LintConfig } from '../language/lint/lintConfig.ts';
import { leftRules } from '../language/lint/leftToOthers.ts';
import { ReferenceLinter } from '../language/lint/referenceLinter.ts';
import { TextLinter } from '../language/lint/textLinter.ts';
import { LiveValues } from '../language/live/liveValues.ts';
import { readSchemaPack } from '../language/schema/readSchemaPack.ts';
import { crdPack } from '../language/schema/crdPack.ts';
import type { SchemaPack } from '../language/schema/schemaPack.ts';
import { SchemaSet } from '../language/schema/schemaSet.ts';
import { SchemaTexts } from '../language/schema/schemaTexts.ts';
import { WorkspaceIndex } from '../language/workspace/workspaceIndex.ts';
import { type LintChoices, NO_CHOICES } from '../protocol/lintChoices.ts';
import type { ServerHost } from './serverHost.ts';

/** What a file is checked and explained with. */
export interface Tools {
  readonly manifests: ManifestEditor;
  readonly texts: TextLinter;
  readonly live: LiveValues;
  readonly help: HelpTools;
  readonly charts: ChartIndex;
  /** Its settings say that it is not judged. */
  readonly isIgnored: boolean;
}

/** The settings of one folder of the workspace. */
interface FolderSettings {
  /** With a slash at its end. */
  readonly uri: string;
  readonly settings: LintSettings;
}

/** Gives each file the tools of its configuration. All share the schemas that are shipped and one index. */
export class FileTools {
  readonly index = new WorkspaceIndex();
  readonly charts = new ChartIndex();
  /** What connected clusters have. */
  readonly live = new LiveValues();
  readonly #host: Pick<ServerHost, 'schemaTexts' | 'fieldTrees'>;
  readonly #shipped: SchemaSet;
  readonly #definitions = new Map<string, SchemaPack>();
  #ownSchemas: SchemaSet;
  #clusterPacks: readonly SchemaPack[] = [];
  #schemas: SchemaSet;
  #folders: readonly (FolderSettings & { readonly configs: FileConfigs })[] = [];
  #none = new FileConfigs(DEFAULT_LINT_SETTINGS);
  #isEnabled = true;
  /** Classes of problems that others report. */
  #left: ReadonlySet<string> = new Set();
  #readTexts: { readonly texts: SchemaTexts | undefined } | undefined;
  #readFields: { readonly trees: FieldTrees | undefined } | undefined;
  #made = new Map<LintConfig, Omit<Tools, 'isIgnored'>>();

  constructor(host: Pick<ServerHost, 'schemas' | 'schemaTexts' | 'fieldTrees'>) {
    this.#host = host;
    const pack = readSchemaPack(host.schemas());
    this.#shipped = pack ? SchemaSet.of(pack) : SchemaSet.of();
    this.#ownSchemas = this.#shipped;
    this.#schemas = this.#shipped;
  }

  /** Takes settings over; files must be read anew. The editor's settings win over those of folders. */
  choose(folders: readonly FolderSettings[], choices: LintChoices = NO_CHOICES): void {
    const left = choices.left ?? [];
    this.#left = new Set(left);
    // What the user wrote of a rule comes behind, and wins.
    const leftOff = leftRules(left).map((id) => [id, 'off'] as const);
    const choice = editorChoice({ ...choices, rules: [...leftOff, ...choices.rules] });
    const configs = (settings: LintSettings) => new FileConfigs(chosenSettings(settings, choice));
    this.#folders = folders.map(({ uri, settings }) => ({ uri, settings, configs: configs(settings) }));
    this.#none = configs(DEFAULT_LINT_SETTINGS);
    this.#isEnabled = choices.isEnabled;
    this.#made = new Map();
  }

  /**
   * Takes over the kinds that a file of the workspace defines, or, without a text, forgets them; they come before those that are shipped.
   * @returns Whether anything changed, so that files must be read anew.
   */
  define(uri: string, text: string | undefined): boolean {
    const pack = text === undefined ? undefined : crdPack(text);
    if (!pack && !this.#definitions.has(uri)) return false;
    if (pack) this.#definitions.set(uri, pack);
    else this.#definitions.delete(uri);
    this.#ownSchemas = this.#shipped.with(...this.#definitions.values());
    this.#join();
    return true;
  }

  /** Takes over what a cluster says of kinds that nobody here knows; files must be read anew. */
  know(packs: readonly SchemaPack[]): void {
    this.#clusterPacks = packs;
    this.#join();
  }

  /** Kinds that are known without a cluster. */
  get ownSchemas(): SchemaSet {
    return this.#ownSchemas;
  }

  #join(): void {
    this.#schemas = this.#ownSchemas.followedBy(this.#clusterPacks);
    this.#made = new Map();
  }

  of(uri: string): Tools {
    const folder = this.#folders.find((one) => uri.startsWith(one.uri));
    const path = folder ? decodeURIComponent(uri.slice(folder.uri.length)) : uri;
    const config = (folder?.configs ?? this.#none).of(path);
    const isIgnored = !this.#isEnabled || folder?.settings.ignorePaths.includes(path) === true;
    return { ...this.#toolsOf(config), isIgnored };
  }

  #texts(): SchemaTexts | undefined {
    this.#readTexts ??= { texts: SchemaTexts.read(this.#host.schemaTexts()) };
    return this.#readTexts.texts;
  }

  #fields(): FieldTrees | undefined {
    this.#readFields ??= { trees: readFieldTrees(this.#host.fieldTrees()) };
    return this.#readFields.trees;
  }

  #toolsOf(config: LintConfig): Omit<Tools, 'isIgnored'> {
    const known = this.#made.get(config);
    if (known) return known;
    const manifests = new ManifestEditor({
      linter: createManifestLinter(config, this.#schemas),
      references: new ReferenceLinter(this.index, config),
      index: this.index,
      live: this.live,
      left: this.#left,
      schemas: this.#schemas,
      texts: () => this.#texts(),
      kubernetesMinor: config.kubernetesMinor,
    });
    const made = {
      manifests,
      live: this.live,
      charts: this.charts,
      help: { left: this.#left, fields: () => this.#fields() },
      texts: new TextLinter(config, { schemas: this.#schemas }),
    };
    this.#made.set(config, made);
    return made;
  }
}
