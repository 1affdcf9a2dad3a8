import type { ComposeFile } from '../compose/composeFile.ts';
import type { ComposeService } from '../compose/composeService.ts';
import type { Rule } from './rule.ts';

/** A check of Compose files. What it is called with is in `on`. */
export type ComposeRule =
  | ({ readonly on: 'file' } & Rule<ComposeFile>)
  | ({ readonly on: 'service' } & Rule<ComposeService>);
