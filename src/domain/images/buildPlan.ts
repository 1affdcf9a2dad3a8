/** Everything one build needs, as data. Paths are absolute paths of this machine. */
export interface BuildPlan {
  /** Chosen when the build is asked for; names the build in views and labels. */
  readonly id: string;
  readonly contextFolder: string;
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly target?: string;
  /** Build arguments are visible in the image history: never a secret. */
  readonly args: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly platform?: string;
  readonly secrets: readonly BuildSecret[];
  /** `host` where the engine has no bridge network. */
  readonly network?: 'default' | 'host' | 'none';
  readonly useCache: boolean;
  readonly pullBase: boolean;
}

/** A secret by reference: a file, or a variable of the environment of the extension host. Its value is never stored. */
export type BuildSecret =
  | { readonly id: string; readonly kind: 'file'; readonly path: string }
  | { readonly id: string; readonly kind: 'environment'; readonly variable: string };
