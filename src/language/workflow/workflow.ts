import type { YamlTree } from '../yaml/yamlTree.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { entriesOf, itemsOf, wordsOf } from '../yamlFile/entriesOf.ts';
import type { YamlFile } from '../yamlFile/yamlFile.ts';

/** One job of a workflow. */
export interface WorkflowJob {
  readonly id: string;
  readonly value: YamlValue;
  /** Jobs that it waits for, with the values that name them. */
  readonly needs: readonly (readonly [id: string, value: YamlValue])[];
  /** Maps only. */
  readonly steps: readonly YamlValue[];
}

/** A workflow of GitHub Actions. */
export class Workflow {
  readonly file: YamlFile;
  readonly jobs: readonly WorkflowJob[];

  constructor(file: YamlFile) {
    this.file = file;
    this.jobs = entriesOf(file.root?.at('jobs')).flatMap(([id, value]) =>
      value.isMap
        ? {
            id,
            value,
            needs: wordsOf(value.at('needs')).filter(([text]) => !text.includes('${{')),
            steps: itemsOf(value.at('steps')).filter(({ isMap }) => isMap),
          }
        : [],
    );
  }

  get root(): YamlValue | undefined {
    return this.file.root;
  }

  get tree(): YamlTree {
    return this.file.tree;
  }

  /** Every step, with its job. */
  get steps(): readonly (readonly [step: YamlValue, job: WorkflowJob])[] {
    return this.jobs.flatMap((job) => job.steps.map((step) => [step, job] as const));
  }
}
