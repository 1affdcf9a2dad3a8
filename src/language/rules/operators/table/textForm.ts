import { t } from '../../../../domain/base/text.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, type Path, type RowCheck } from './rowCheck.ts';

export interface Form {
  readonly pattern?: RegExp;
  /** Characters. */
  readonly max?: number;
  /** What the pattern wants, as a sentence about `{0}`. */
  readonly says: (text: string) => string;
}

/** A text of a form, below every map at `path`. */
export function textForm(path: Path, field: string, { pattern, max = Infinity, says }: Form): RowCheck {
  const each = eachMap(path, [field]);
  return {
    run: (object, report) =>
      each(object, (map) => {
        const value = fieldOf(map, field);
        const text = value?.text;
        if (!value || text === undefined || isPlaceholder(text)) return;
        if (text.length > max)
          report.at(value.span, t('“{0}” has {1} characters; {2} are allowed.', text, text.length, max));
        else if (pattern && !pattern.test(text)) report.at(value.span, says(text));
      }),
  };
}

/** Texts that other programs fill in: `${NAME}`, `$(NAME)`, `<name>`. */
export function isPlaceholder(text: string): boolean {
  return /\$[{(A-Z_]|<[\w -]+>/.test(text);
}

/** A label as RFC 1035 has it: what names of Services must be. */
export const DNS_1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
/** A label as RFC 1123 has it: may begin with a digit. */
export const DNS_1123 = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** A field that must be a DNS-1035 label. */
export function dns1035(path: Path, field: string, max = 63): RowCheck {
  return textForm(path, field, {
    pattern: DNS_1035,
    max,
    says: (text) => t('“{0}” must be lower-case letters, digits and “-”, and begin with a letter.', text),
  });
}

/** A field that must be a DNS-1123 label. */
export function dns1123(path: Path, field: string, max = 63): RowCheck {
  return textForm(path, field, {
    pattern: DNS_1123,
    max,
    says: (text) => t('“{0}” must be lower-case letters, digits and “-”.', text),
  });
}
