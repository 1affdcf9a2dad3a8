import type { YamlValue } from '../yaml/yamlValue.ts';
import { entriesOf, itemsOf, wordsOf } from '../yamlFile/entriesOf.ts';
import type { YamlFile } from '../yamlFile/yamlFile.ts';

/** Keys at the top that are no jobs. Source: GitLab documentation, CI/CD YAML syntax reference. */
const NO_JOBS = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'retry',
  'pages',
]);
const DEFAULT_STAGES = ['build', 'test', 'deploy'];
const OWN_STAGES = ['.pre', '.post'];

export interface GitlabJob {
  readonly name: string;
  readonly value: YamlValue;
  /** A name with a dot in front is a template and never runs. */
  readonly isHidden: boolean;
}

/** A `.gitlab-ci.yml`. */
export class GitlabFile {
  readonly jobs: readonly GitlabJob[];
  readonly #byName: ReadonlyMap<string, GitlabJob>;
  readonly root: YamlValue;
  /** Everything it refers to must be in it: nothing is included, and all of it could be read. */
  readonly isClosed: boolean;

  constructor(file: Pick<YamlFile, 'isWhole'>, root: YamlValue) {
    this.root = root;
    this.jobs = entriesOf(root)
      .filter(([name, value]) => value.isMap && (!NO_JOBS.has(name) || name === 'pages'))
      .map(([name, value]) => ({ name, value, isHidden: name.startsWith('.') }));
    // Of two jobs of one name the first one is meant.
    this.#byName = new Map(this.jobs.map((job) => [job.name, job] as const).toReversed());
    this.isClosed = file.isWhole && root.at('include') === undefined && root.at('spec') === undefined;
  }

  job(name: string): GitlabJob | undefined {
    return this.#byName.get(name);
  }

  /** Undefined when they are not all known. */
  get stages(): readonly string[] | undefined {
    const written = this.root.at('stages');
    if (!written) return [...OWN_STAGES, ...DEFAULT_STAGES];
    const words = wordsOf(written);
    return words.length === itemsOf(written).length ? [...OWN_STAGES, ...words.map(([text]) => text)] : undefined;
  }

  /** The value of a key of a job, or of the template that it extends last and that has it; null when a template is not known. */
  inherited(job: GitlabJob, key: string, depth = 0, seen = new Map<GitlabJob, number>()): YamlValue | undefined | null {
    const own = job.value.at(key);
    // What was not found from a template is not found by a second way to it, unless that one is shorter.
    if (own || depth > 10 || (seen.get(job) ?? Number.POSITIVE_INFINITY) <= depth) return own;
    seen.set(job, depth);
    const parents = wordsOf(job.value.at('extends'));
    for (const [name] of parents.toReversed()) {
      const parent = this.job(name);
      if (!parent) return null;
      const found = this.inherited(parent, key, depth + 1, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Names of jobs that a job waits for, with their values. Needs of other projects and pipelines are left out, and so are optional ones. */
  needs(job: GitlabJob): readonly (readonly [name: string, value: YamlValue])[] {
    return itemsOf(job.value.at('needs')).flatMap((item) => {
      if (!item.isMap) return item.text === undefined ? [] : [[item.text, item] as const];
      const name = item.at('job');
      const isElsewhere = ['project', 'pipeline', 'parallel'].some((key) => item.at(key) !== undefined);
      if (!name || name.text === undefined || isElsewhere || item.at('optional')?.boolean === true) return [];
      return [[name.text, name] as const];
    });
  }
}
