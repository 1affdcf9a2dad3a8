import type { ManifestRule } from '../../lint/manifestRule.ts';
import { sortedKeys } from './sortedKeys.ts';
import { yaml11Key } from './yaml11Key.ts';
import { yamlDuplicateKey } from './yamlDuplicateKey.ts';
import { yamlMergeOrder } from './yamlMergeOrder.ts';
import { yamlOddSpace } from './yamlOddSpace.ts';
import { yamlUnusedAnchor } from './yamlUnusedAnchor.ts';

/** What YAML allows and kubectl reads in another way than it looks. */
export const yamlTextRules: readonly ManifestRule[] = [
  yaml11Key,
  yamlDuplicateKey,
  yamlMergeOrder,
  yamlOddSpace,
  yamlUnusedAnchor,
  sortedKeys,
];
