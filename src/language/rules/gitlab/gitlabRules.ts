import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import type { GitlabFile, GitlabJob } from '../../gitlab/gitlabFile.ts';
import { findWay } from '../../lint/findWay.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { wordsOf } from '../../yamlFile/entriesOf.ts';

const SOURCE = 'GitLab documentation, CI/CD YAML syntax reference.';
const REFUSED = 'GitLab refuses the file, so no pipeline starts.';
const TRAIN = 'train:\n  image: registry.example.com/train:1.0\n  script: [python train.py]\n';
const TEST = 'check:\n  stage: test\n  needs: [train]\n  script: [pytest]\n';

function variable(text: string): boolean {
  return text.includes('$');
}

function imagesOf(file: GitlabFile): readonly YamlValue[] {
  const holders = [file.root, file.root.at('default'), ...file.jobs.map(({ value }) => value)];
  return holders.flatMap((holder) => {
    const image = holder?.at('image');
    return image?.at('name') ?? image ?? [];
  });
}

/** What makes a job run: without one of these GitLab refuses it. */
const RUNS = ['script', 'run', 'trigger'];

function runs(file: GitlabFile, job: GitlabJob): boolean {
  return RUNS.some((key) => file.inherited(job, key) !== undefined);
}

/** Rules of `.gitlab-ci.yml`: what its jobs refer to is there, and what GitLab refuses. */
export const gitlabRules: readonly Rule<GitlabFile>[] = [
  {
    id: 'gitlab-needs-unknown',
    kinds: 'jobs',
    severity: 'error',
    check(file, report) {
      if (!file.isClosed) return;
      for (const job of file.jobs) {
        for (const [name, value] of file.needs(job)) {
          if (file.job(name) || variable(name)) continue;
          const nearest = nearestName(
            name,
            file.jobs.map((one) => one.name),
          );
          report.at(
            value.span,
            nearest === undefined
              ? t('There is no job “{0}”.', name)
              : t('There is no job “{0}”. Did you mean “{1}”?', name, nearest),
          );
        }
      }
    },
    page: () => ({
      what: 'A job needs one that the file does not have.',
      why: REFUSED,
      source: SOURCE,
      bad: TRAIN + TEST.replace('[train]', '[tran]'),
      good: TRAIN + TEST,
    }),
  },
  {
    id: 'gitlab-needs-cycle',
    kinds: 'jobs',
    severity: 'error',
    check(file, report) {
      const needs = file.jobs.map((job) => [job.name, file.needs(job)] as const);
      // Of two jobs of one name the first one is meant.
      const edges = new Map(needs.toReversed().map(([job, waits]) => [job, waits.map(([name]) => name)]));
      for (const [job, waits] of needs) {
        for (const [name, value] of waits) {
          if (findWay(name, job, (one) => edges.get(one) ?? []))
            report.at(value.span, t('“{0}” waits for “{1}” already, so neither ever starts.', name, job));
        }
      }
    },
    page: () => ({
      what: 'Jobs need each other.',
      why: REFUSED,
      source: SOURCE,
      bad: `${TRAIN}  needs: [check]\n${TEST}`,
      good: TRAIN + TEST,
    }),
  },
  {
    id: 'gitlab-stage-unknown',
    kinds: 'jobs',
    severity: 'error',
    check(file, report) {
      const { stages } = file;
      if (!file.isClosed || !stages) return;
      for (const { value } of file.jobs) {
        const stage = value.at('stage');
        if (stage?.text === undefined || variable(stage.text) || stages.includes(stage.text)) continue;
        report.at(stage.span, t('There is no stage “{0}”; there are: {1}.', stage.text, stages.slice(2).join(', ')));
      }
    },
    page: () => ({
      what: 'A job is in a stage that the file does not list.',
      why: REFUSED,
      source: SOURCE,
      bad: `stages: [fit]\n${TRAIN}  stage: training\n`,
      good: `stages: [fit]\n${TRAIN}  stage: fit\n`,
    }),
  },
  {
    id: 'gitlab-extends-unknown',
    kinds: 'jobs',
    severity: 'error',
    check(file, report) {
      if (!file.isClosed) return;
      for (const { value } of file.jobs) {
        for (const [name, word] of wordsOf(value.at('extends'))) {
          if (!file.job(name) && !variable(name)) report.at(word.span, t('There is no job or template “{0}”.', name));
        }
      }
    },
    page: () => ({
      what: 'A job extends a template that the file does not have.',
      why: REFUSED,
      source: SOURCE,
      bad: `.gpu:\n  tags: [gpu]\n${TRAIN}  extends: .gpus\n`,
      good: `.gpu:\n  tags: [gpu]\n${TRAIN}  extends: .gpu\n`,
    }),
  },
  {
    id: 'gitlab-job-no-script',
    kinds: 'jobs',
    severity: 'error',
    isAboutAbsence: true,
    check(file, report) {
      if (!file.isClosed) return;
      for (const job of file.jobs) {
        if (!job.isHidden && !job.value.at('<<') && !runs(file, job))
          report.at(
            job.value.headSpan,
            t('The job “{0}” has nothing to run: it needs “script”, “run” or “trigger”.', job.name),
          );
      }
    },
    page: () => ({
      what: 'A job has neither `script` nor `run` nor `trigger`.',
      why: REFUSED,
      source: SOURCE,
      bad: 'train:\n  image: registry.example.com/train:1.0\n',
      good: TRAIN,
    }),
  },
  {
    id: 'gitlab-rules-and-only',
    kinds: 'jobs',
    severity: 'error',
    check(file, report) {
      for (const { value } of file.jobs) {
        if (!value.at('rules')) continue;
        for (const key of ['only', 'except']) {
          const old = value.at(key);
          if (old) report.at(old.headSpan, t('“{0}” may not stand beside “rules”.', key));
        }
      }
    },
    page: () => ({
      what: 'A job has `rules` and also `only` or `except`.',
      why: REFUSED,
      source: SOURCE,
      bad: `${TRAIN}  rules: [{ when: manual }]\n  only: [main]\n`,
      good: `${TRAIN}  rules: [{ when: manual }]\n`,
    }),
  },
  {
    id: 'gitlab-image-latest',
    kinds: 'images of jobs',
    severity: 'warning',
    check(file, report) {
      for (const image of imagesOf(file)) {
        const text = image.string;
        const ref = text === undefined || variable(text) ? undefined : parseImageRef(text);
        if (text === undefined || ref === undefined || ref.digest !== undefined || (ref.tag ?? 'latest') !== 'latest')
          continue;
        report.at(image.span, t('“{0}” is the newest image of the day: name a version.', text));
      }
    },
    page: () => ({
      what: 'The image of a job has no version.',
      why: 'The pipeline of yesterday cannot be repeated today, and breaks when the image changes.',
      source: 'Docker documentation, docker image pull.',
      bad: TRAIN.replace(':1.0', ''),
      good: TRAIN,
    }),
  },
];
