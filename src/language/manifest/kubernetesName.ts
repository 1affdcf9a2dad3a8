import { remembered } from '../../domain/base/remembered.ts';

/** Forms of names. Source: k8s.io/apimachinery, pkg/util/validation. */
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SERVICE = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const PORT = /^[a-z0-9](?:-?[a-z0-9])*$/;

export const LONGEST_SUBDOMAIN = 253;
export const LONGEST_LABEL = 63;
const LONGEST_PORT = 15;

export type NameForm = 'subdomain' | 'label' | 'service';

/** Lower-case letters, digits and `-`; in a subdomain `.` between parts; that of a Service begins with a letter. */
export function isName(text: string, form: NameForm): boolean {
  return (form === 'subdomain' ? SUBDOMAIN : form === 'label' ? LABEL : SERVICE).test(text);
}

/** At most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; or nothing. */
export const isLabelValue = remembered((text) => text.length <= LONGEST_LABEL && LABEL_VALUE.test(text));

/** `name`, or `domain/name`. */
export const isLabelKey = remembered((text) => {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  const isNamed = name !== '' && isLabelValue(name);
  if (slash < 0) return isNamed;
  const prefix = text.slice(0, slash);
  return isNamed && prefix.length <= LONGEST_SUBDOMAIN && SUBDOMAIN.test(prefix);
});

/** The name of a port: at most 15 lower-case letters, digits and single dashes, one of them a letter. */
export function isPortName(text: string): boolean {
  return text.length <= LONGEST_PORT && PORT.test(text) && /[a-z]/.test(text);
}

/** The nearest name to a text; undefined when nothing is left of it. */
export function nameFrom(
  text: string,
  { longest, form }: { readonly longest: number; readonly form: NameForm },
): string | undefined {
  const odd = form === 'subdomain' ? /[^a-z0-9.]+/g : /[^a-z0-9]+/g;
  const name = text
    .toLowerCase()
    .replace(odd, '-')
    .replace(/-*\.[-.]*/g, '.')
    .replace(form === 'service' ? /^[^a-z]+/ : /^[-.]+/, '')
    .slice(0, longest)
    .replace(/[-.]+$/, '');
  return isName(name, form) ? name : undefined;
}

/** The nearest label value to a text. */
export function labelValueFrom(text: string): string {
  return text
    .replace(/[^-A-Za-z0-9_.]+/g, '-')
    .replace(/^[-_.]+/, '')
    .slice(0, LONGEST_LABEL)
    .replace(/[-_.]+$/, '');
}
