import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** One condition on labels. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'in' | 'notIn' | 'exists' | 'absent';
  readonly values: readonly string[];
}

const KEY = String.raw`[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?`;
const EQUALITY = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a selector as kubectl takes it: `app=web,tier!=cache,zone in (a,b),!old`. Source: Kubernetes documentation, "Labels and Selectors".
 * `invalid`: it is none.
 */
export function parseLabelSelector(text: string): Result<readonly LabelRequirement[]> {
  const parts = text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const requirements: LabelRequirement[] = [];
  for (const part of parts) {
    const requirement = requirementOf(part);
    if (!requirement) {
      return fail({
        code: 'invalid',
        message: t('“{0}” is no condition on labels', part),
        nextStep: t('Write conditions such as app=web, app!=web, app in (a,b), app or !app, with commas between them.'),
      });
    }
    requirements.push(requirement);
  }
  return ok(requirements);
}

function requirementOf(part: string): LabelRequirement | undefined {
  const equality = EQUALITY.exec(part);
  if (equality) {
    const [, key = '', operator, value = ''] = equality;
    return { key, operator: operator === '!=' ? 'notIn' : 'in', values: [value] };
  }
  const set = SET.exec(part);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return { key, operator: operator === 'in' ? 'in' : 'notIn', values };
  }
  const existence = EXISTENCE.exec(part);
  if (!existence) return undefined;
  const [, not = '', key = ''] = existence;
  return { key, operator: not === '' ? 'exists' : 'absent', values: [] };
}

/** As the API server decides: `!=` and `notin` hold where the label is absent. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: ReadonlyMap<string, string>): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels.get(key);
    if (operator === 'exists') return value !== undefined;
    if (operator === 'absent') return value === undefined;
    const isAmong = value !== undefined && values.includes(value);
    return operator === 'in' ? isAmong : !isAmong;
  });
}
