import type { RuleInfo } from '../../lint/rule.ts';

/** What rows of all tables say of their rules in the words of rules. */
export type RowInfo = Pick<RuleInfo, 'id' | 'severity' | 'isOff' | 'profiles' | 'aliases' | 'silences'>;

/** That part of a row, without what it leaves out. */
export function rowInfo({ id, severity, isOff, profiles, aliases, silences }: RowInfo): RowInfo {
  return {
    id,
    severity,
    ...(isOff ? { isOff } : {}),
    ...(profiles ? { profiles } : {}),
    ...(aliases ? { aliases } : {}),
    ...(silences ? { silences } : {}),
  };
}
