// The parts of package.json that the tests look at.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

export interface CommandContribution {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

export interface SettingContribution {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

export interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly when?: string;
  readonly completionEvents?: readonly string[];
  readonly media: {
    readonly image?: unknown;
    readonly svg?: string;
    readonly altText?: string;
    readonly markdown?: string;
  };
}

export interface Contributions {
  readonly commands: readonly CommandContribution[];
  readonly configuration: readonly {
    readonly title: string;
    readonly properties: Readonly<Record<string, SettingContribution>>;
  }[];
  readonly views: Readonly<
    Record<string, readonly { readonly id: string; readonly name: string; readonly when?: string }[]>
  >;
  readonly viewsWelcome?: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  readonly keybindings?: readonly { readonly command: string; readonly key: string; readonly when?: string }[];
  readonly walkthroughs?: readonly { readonly id: string; readonly steps: readonly WalkthroughStep[] }[];
  readonly languageModelTools?: readonly { readonly name: string; readonly when?: string }[];
}

export interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: Contributions;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly extensionDependencies?: readonly string[];
  readonly extensionPack?: readonly string[];
}

export function readManifest(root: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return manifest;
}

/** The English texts behind `%key%`. */
export function readManifestTexts(root: string): Map<string, string> {
  const texts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
  return new Map(Object.entries(texts));
}

/** Every string in a value, with the names that lead to it. */
export function stringsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => stringsIn(inner, [...path, name]));
}
