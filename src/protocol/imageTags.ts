import { type Check, isArrayOf, isBoolean, isShape, isString } from './checks.ts';

/** Request to the client, which knows the user's logins: a `TagQuestion` for `TagAnswer`. */
export const IMAGE_TAGS = 'trainyard/imageTags';

export interface TagQuestion {
  /** As it is written, without the tag: `registry.example/team/app`. */
  readonly name: string;
  /** What is written of the tag. */
  readonly typed: string;
}

export interface TagAnswer {
  /** Best first. */
  readonly tags: readonly string[];
  /** False: with more letters there may be others. */
  readonly isComplete: boolean;
}

export const isTagQuestion: Check<TagQuestion> = isShape<TagQuestion>({ name: isString, typed: isString });

export const isTagAnswer: Check<TagAnswer> = isShape<TagAnswer>({ tags: isArrayOf(isString), isComplete: isBoolean });
