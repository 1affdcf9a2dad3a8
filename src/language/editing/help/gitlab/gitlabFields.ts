import { t } from '../../../../domain/base/text.ts';
import type { FieldNode } from '../fields/fieldNode.ts';

let known: FieldNode | undefined;

/** The fields of a pipeline. Source: docs.gitlab.com, CI/CD YAML syntax reference. */
export function gitlabFields(): FieldNode {
  if (known) return known;
  const job: FieldNode = { f: { ...sharedFields(), ...jobFields() } };
  known = { f: topFields(), x: job };
  return known;
}

const BOOLEAN = ['true', 'false'];
const SCALAR: FieldNode = { s: 1 };
const TEXTS: FieldNode = { i: SCALAR };

function text(d: string, ...e: readonly string[]): FieldNode {
  return { d, s: 1, ...(e.length > 0 ? { e } : {}) };
}

/** Of a job, of `default` and of the top of the file. */
function sharedFields(): Readonly<Record<string, FieldNode>> {
  return {
    image: {
      d: t('The image that the commands run in.'),
      s: 1,
      f: {
        name: text(t('The image.')),
        entrypoint: {
          d: t('What runs in place of the entry point of the image; a shell must come out of it.'),
          i: SCALAR,
        },
        pull_policy: text(t('When the image is pulled.'), 'always', 'if-not-present', 'never'),
        docker: {
          d: t('Options of the Docker executor.'),
          f: { platform: text(t('Platform of the image.')), user: text(t('User of the container.')) },
        },
      },
    },
    services: {
      d: t('Containers beside the job, such as databases or Docker in Docker.'),
      i: {
        s: 1,
        f: {
          name: text(t('The image.')),
          alias: text(t('Names that the job reaches it by.')),
          command: TEXTS,
          entrypoint: TEXTS,
          variables: { x: SCALAR },
        },
      },
    },
    before_script: { d: t('Commands in front of `script`.'), i: SCALAR },
    after_script: { d: t('Commands behind the job, also when it failed.'), i: SCALAR },
    ...fileFields(),
    ...runFields(),
  };
}

/** Files that outlive a job. */
function fileFields(): Readonly<Record<string, FieldNode>> {
  return {
    cache: {
      d: t('Files that later pipelines start with: packages, models.'),
      f: {
        key: {
          d: t('Which cache: jobs with the same key share it.'),
          s: 1,
          f: { files: { d: t('Another cache when one of these files changes.'), i: SCALAR }, prefix: SCALAR },
        },
        paths: { d: t('Files and folders of the project folder.'), i: SCALAR },
        policy: text(t('`pull` takes it and leaves it as it is.'), 'pull-push', 'pull', 'push'),
        when: text(t('After which jobs it is kept.'), 'on_success', 'on_failure', 'always'),
        untracked: text(t('All files that git does not know.'), ...BOOLEAN),
        fallback_keys: TEXTS,
      },
    },
    artifacts: {
      d: t('Files that the job leaves to later jobs and to people.'),
      f: {
        paths: { d: t('Files and folders of the project folder.'), i: SCALAR },
        exclude: TEXTS,
        expire_in: text(t('How long they stay: `1 week`, `never`.')),
        expose_as: text(t('Name of a link in merge requests.')),
        name: text(t('Name of the archive.')),
        when: text(t('After which jobs they are kept.'), 'on_success', 'on_failure', 'always'),
        access: text(t('Who may fetch them.'), 'all', 'developer', 'maintainer', 'none'),
        untracked: text(t('All files that git does not know.'), ...BOOLEAN),
        reports: {
          d: t('Files that GitLab reads and shows.'),
          f: {
            junit: SCALAR,
            codequality: SCALAR,
            coverage_report: { f: { coverage_format: SCALAR, path: SCALAR } },
            dotenv: SCALAR,
            metrics: SCALAR,
            sast: SCALAR,
            container_scanning: SCALAR,
            dependency_scanning: SCALAR,
            secret_detection: SCALAR,
            cyclonedx: SCALAR,
            annotations: SCALAR,
          },
        },
      },
    },
  };
}

/** How and where a job runs. */
function runFields(): Readonly<Record<string, FieldNode>> {
  return {
    retry: {
      d: t('How often the job is run again when it fails: 0, 1 or 2.'),
      s: 1,
      e: ['0', '1', '2'],
      f: {
        max: text(t('How often.'), '0', '1', '2'),
        when: { d: t('After which failures.'), s: 1, i: { s: 1, e: RETRY_WHEN }, e: RETRY_WHEN },
        exit_codes: SCALAR,
      },
    },
    timeout: text(t('How long the job may run: `3h 30m`. The runner may allow less.')),
    tags: { d: t('The runner must have all of these tags: that is how a job gets one with GPUs.'), i: SCALAR },
    interruptible: text(t('The job may be ended by a newer pipeline.'), ...BOOLEAN),
    id_tokens: { d: t('Tokens that other services take, by variable.'), x: { f: { aud: SCALAR } } },
    hooks: { d: t('Commands at other moments of the job.'), f: { pre_get_sources_script: TEXTS } },
  };
}

/** Source: docs.gitlab.com, `retry:when`. */
const RETRY_WHEN = [
  'always',
  'unknown_failure',
  'script_failure',
  'api_failure',
  'stuck_or_timeout_failure',
  'runner_system_failure',
  'runner_unsupported',
  'scheduler_failure',
  'job_execution_timeout',
];
const WHEN = ['on_success', 'on_failure', 'always', 'manual', 'delayed', 'never'];

function rules(): FieldNode {
  return {
    d: t('The first rule that fits decides whether the job is in the pipeline, and how.'),
    i: {
      f: {
        if: text(t('A condition on variables: `$CI_PIPELINE_SOURCE == "merge_request_event"`.')),
        changes: {
          d: t('It fits when one of these files changed.'),
          i: SCALAR,
          f: { paths: TEXTS, compare_to: SCALAR },
        },
        exists: { d: t('It fits when one of these files is there.'), i: SCALAR },
        when: text(t('When the job runs; `never` leaves it out.'), ...WHEN),
        allow_failure: text(t('The pipeline goes on when it fails.'), ...BOOLEAN),
        variables: { d: t('Variables that the rule sets.'), x: SCALAR },
        start_in: text(t('How long a `delayed` job waits.')),
        interruptible: text(t('The job may be ended by a newer pipeline.'), ...BOOLEAN),
        needs: TEXTS,
      },
    },
  };
}

function jobFields(): Readonly<Record<string, FieldNode>> {
  return {
    script: { d: t('The commands of the job.'), i: SCALAR, s: 1 },
    stage: text(t('The stage that it runs in; `test` when there is none.')),
    extends: { d: t('Jobs or hidden templates whose fields it takes over; the last one wins.'), s: 1, i: SCALAR },
    needs: {
      d: t('Jobs that it waits for, instead of the stages before. Their artifacts are fetched.'),
      i: {
        s: 1,
        f: {
          job: text(t('The job.')),
          artifacts: text(t('Whether its artifacts are fetched.'), ...BOOLEAN),
          optional: text(t('It may be missing from the pipeline.'), ...BOOLEAN),
          project: SCALAR,
          ref: SCALAR,
          pipeline: SCALAR,
          parallel: { f: { matrix: { i: {} } } },
        },
      },
    },
    dependencies: { d: t('Jobs of stages before whose artifacts are fetched; all of them without this.'), i: SCALAR },
    rules: rules(),
    when: text(t('When it runs.'), ...WHEN.slice(0, -1)),
    allow_failure: { d: t('The pipeline goes on when it fails.'), s: 1, e: BOOLEAN, f: { exit_codes: SCALAR } },
    variables: { d: t('Variables of the job.'), x: { s: 1 } },
    ...deployFields(),
    ...rareFields(),
  };
}

function deployFields(): Readonly<Record<string, FieldNode>> {
  return {
    environment: {
      d: t('What is deployed to.'),
      s: 1,
      f: {
        name: text(t('Its name.')),
        url: text(t('Where it is seen.')),
        action: text(t('What the job does to it.'), 'start', 'prepare', 'stop', 'verify', 'access'),
        on_stop: text(t('The job that ends it.')),
        auto_stop_in: SCALAR,
        kubernetes: { f: { namespace: SCALAR, agent: SCALAR } },
        deployment_tier: text(t('What it is for.'), 'production', 'staging', 'testing', 'development', 'other'),
      },
    },
    parallel: {
      d: t('Copies of the job, or one for each entry of `matrix`.'),
      s: 1,
      f: { matrix: { d: t('Variables with their values; each combination is a job.'), i: { x: { s: 1, i: SCALAR } } } },
    },
    trigger: {
      d: t('Starts another pipeline.'),
      s: 1,
      f: {
        include: SCALAR,
        project: SCALAR,
        branch: SCALAR,
        strategy: text(t('Whether the job waits for it.'), 'depend', 'mirror'),
        forward: { f: { yaml_variables: { s: 1, e: BOOLEAN }, pipeline_variables: { s: 1, e: BOOLEAN } } },
      },
    },
  };
}

function rareFields(): Readonly<Record<string, FieldNode>> {
  return {
    resource_group: text(t('Jobs of one group never run at the same time, in all pipelines.')),
    coverage: text(t('A pattern that finds the coverage in the log.')),
    release: { d: t('Makes a release.'), f: { tag_name: SCALAR, name: SCALAR, description: SCALAR, ref: SCALAR } },
    secrets: { d: t('Secrets of a vault, by variable.'), x: {} },
    inherit: {
      d: t('What of `default` and of the variables at the top counts.'),
      f: { default: { s: 1, e: BOOLEAN, i: SCALAR }, variables: { s: 1, e: BOOLEAN, i: SCALAR } },
    },
    start_in: text(t('How long a `delayed` job waits.')),
    only: { d: t('Older than `rules`: for which branches and events it runs.'), s: 1, i: SCALAR },
    except: { d: t('Older than `rules`: for which branches and events it does not run.'), s: 1, i: SCALAR },
    manual_confirmation: text(t('What is asked before a `manual` job starts.')),
  };
}

function topFields(): Readonly<Record<string, FieldNode>> {
  return {
    stages: { d: t('Stages in their order; jobs of one stage run side by side.'), i: SCALAR },
    include: {
      d: t('Other files that are part of this pipeline.'),
      s: 1,
      i: { s: 1, f: includeFields() },
      f: includeFields(),
    },
    variables: {
      d: t('Variables of all jobs.'),
      x: {
        s: 1,
        f: {
          value: SCALAR,
          description: text(t('What is shown to who starts a pipeline by hand.')),
          options: TEXTS,
          expand: { s: 1, e: BOOLEAN },
        },
      },
    },
    default: { d: t('Fields of all jobs that do not set them.'), f: sharedFields() },
    workflow: {
      d: t('Whether there is a pipeline at all.'),
      f: {
        name: text(t('The name of the pipeline.')),
        rules: rules(),
        auto_cancel: {
          f: {
            on_new_commit: { s: 1, e: ['conservative', 'interruptible', 'none'] },
            on_job_failure: { s: 1, e: ['all', 'none'] },
          },
        },
      },
    },
  };
}

function includeFields(): Readonly<Record<string, FieldNode>> {
  return {
    local: text(t('A file of this repository, from its top.')),
    project: text(t('Another project of the same GitLab.')),
    ref: text(t('Branch, tag or commit of that project.')),
    file: { d: t('Files of that project.'), s: 1, i: SCALAR },
    remote: text(t('An address.')),
    template: text(t('A template of GitLab.')),
    component: text(t('A component of the catalog, with its version.')),
    inputs: { d: t('What the file asks for.'), x: SCALAR },
    rules: rules(),
  };
}
