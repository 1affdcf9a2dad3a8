import type { ShellRule } from '../lint/shellRule.ts';
import { bashismRules } from './shell/bashismRules.ts';
import { flowRules } from './shell/flowRules.ts';
import { quotingRules } from './shell/quotingRules.ts';
import { wordRules } from './shell/wordRules.ts';

/** All rules of shell text, wherever it stands. */
export const shellRules: readonly ShellRule[] = [...wordRules, ...quotingRules, ...flowRules, ...bashismRules];
