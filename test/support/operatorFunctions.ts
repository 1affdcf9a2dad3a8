import { goJudge, type Judge } from './goJudge.ts';

/** Kinds whose controllers validate, in Go. */
const CONTROLLED = /^(?:ray\.io\/v1|argoproj\.io\/v1alpha1|kubeflow\.org\/v2beta1)$/;
/** LLMInferenceService, whose webhook is not in the test bed. */
const LLM = /^serving\.kserve\.io\/v1alpha2$/;

interface Versioned {
  readonly apiVersion: string;
}

type VersionJudge = readonly [versions: RegExp, judge: Judge];

/** The functions with which operators validate whose webhooks the test bed does not have, or who have none. */
export class OperatorFunctions {
  readonly #judges: readonly VersionJudge[];

  private constructor(judges: readonly VersionJudge[]) {
    this.#judges = judges;
  }

  /** The first run compiles them: minutes. */
  static async open(): Promise<OperatorFunctions> {
    return new OperatorFunctions([
      [CONTROLLED, await goJudge('validators')],
      [LLM, await goJudge('llm-validator')],
    ]);
  }

  /** Whether there is a function for the kinds of a version. */
  static know({ apiVersion }: Versioned): boolean {
    return CONTROLLED.test(apiVersion) || LLM.test(apiVersion);
  }

  /** What they say of each object; undefined where they take it, or where none is for its kind. */
  refusals(objects: readonly Versioned[]): readonly (string | undefined)[] {
    const refusals: (string | undefined)[] = objects.map(() => undefined);
    for (const [versions, judge] of this.#judges) {
      const asked = Array.from(objects.entries()).filter(([, { apiVersion }]) => versions.test(apiVersion));
      const answers = judge(asked.map(([, object]) => object));
      for (const [at, [index]] of asked.entries()) if (answers[at] !== 'ok') refusals[index] = answers[at];
    }
    return refusals;
  }
}
