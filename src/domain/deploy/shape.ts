/** What the text of a field must look like. One table for the reader, the schema and the docs. Every pattern is linear. */
export const TEXT_FORMATS = {
  /** Usable as it is in names of containers, images and Kubernetes objects. */
  name: /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  variable: /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
  parameterName: /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/,
  overrideKey: /^[+~]{0,2}[A-Za-z_@][A-Za-z0-9_@./:-]{0,199}$/,
  flag: /^-{1,2}[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
  /** registry[:port]/name[:tag][@digest]; the engine says the rest. */
  image: /^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,400}(?:@[a-z0-9]+:[a-fA-F0-9]{32,128})?$/,
  platform: /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9]+)?$/,
  containerPath: /^\/[^\0\n]{0,1000}$/,
  /** Inside the folder of the file: relative, without leaving it. */
  innerPath: /^(?![/\\~]|[A-Za-z]:|(?:[^\n]*[/\\])?\.\.(?:[/\\]|$))[^\0\n]{1,1000}$/,
  /** A folder or file of this machine: relative to the file, absolute, or in the home folder. */
  hostPath: /^[^\0\n]{1,1000}$/,
  volume: /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/,
  kubernetesName: /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
  secretKey: /^[-._a-zA-Z0-9]{1,253}$/,
  portName: /^[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/,
  /** Of a rule of an Ingress. */
  hostName: /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/,
  ip: /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{2,39})$/,
  urlPath: /^\/[^\s]{0,1000}$/,
  uri: /^[a-z][a-z0-9+.-]{0,19}:[^\s]{1,2000}$/,
  user: /^(?:host|image|\d{1,9}(?::\d{1,9})?)$/,
  secretId: /^[A-Za-z0-9_.-]{1,100}$/,
  line: /^[^\0\r\n]{1,4000}$/,
} as const;

export type TextFormat = keyof typeof TEXT_FORMATS;
export type Unit = 'cores' | 'bytes' | 'duration';

export interface ChoiceValue {
  readonly value: string;
  readonly doc: string;
}

/** The description of a value: reader, JSON schema, docs, completion and hover all come from it. */
export type Shape =
  /** Text; a number is refused because YAML may have changed it. Without a format: any text. */
  | { readonly kind: 'text'; readonly format?: TextFormat }
  /** Text, number or boolean, kept as it was written. */
  | { readonly kind: 'scalar'; readonly mayBeEmpty?: boolean }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'quantity'; readonly unit: Unit }
  /** With an id it is written down once in the schema. */
  | { readonly kind: 'choice'; readonly values: readonly ChoiceValue[]; readonly id?: string }
  | { readonly kind: 'list'; readonly of: Shape; readonly minimum?: number }
  | {
      readonly kind: 'map';
      readonly of: Shape;
      readonly keys: TextFormat;
      readonly minimum?: number;
      readonly id?: string;
    }
  | RecordShape
  /** Several spellings, told apart by the kind of the node. */
  | { readonly kind: 'either'; readonly of: readonly Shape[] };

export interface RecordShape {
  readonly kind: 'record';
  /** Singular, for messages and headings: "workload". */
  readonly title: string;
  /** Stable and unique: names the definition in the schema. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Of each group exactly one must be there. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** The field whose value decides which other fields are allowed. */
  readonly variantField?: { readonly name: string; readonly default: string };
  /** Fields with this beginning are left alone; a place for YAML anchors. */
  readonly ignoredPrefix?: string;
}

export interface Field {
  readonly shape: Shape;
  /** One or two sentences of Markdown. */
  readonly doc: string;
  readonly isRequired?: boolean;
  /** As written in the file. */
  readonly default?: string;
  /** As written in the file, in flow style. */
  readonly example?: string;
  /** Only allowed when the record's variant field has this value. */
  readonly variant?: string;
  /** What other tools call it; only used to find the name that was meant. */
  readonly otherNames?: readonly string[];
}

export function text(format?: TextFormat): Shape {
  return format === undefined ? { kind: 'text' } : { kind: 'text', format };
}

export function integer(minimum: number, maximum: number): Shape {
  return { kind: 'integer', minimum, maximum };
}

export function quantity(unit: Unit): Shape {
  return { kind: 'quantity', unit };
}

export function choice(values: Readonly<Record<string, string>>, id?: string): Shape {
  const choices = Object.entries(values).map(([value, doc]) => ({ value, doc }));
  return { kind: 'choice', values: choices, ...(id === undefined ? {} : { id }) };
}

export function list(of: Shape, minimum?: number): Shape {
  return minimum === undefined ? { kind: 'list', of } : { kind: 'list', of, minimum };
}

export function map(keys: TextFormat, of: Shape, minimum?: number): Shape {
  return minimum === undefined ? { kind: 'map', keys, of } : { kind: 'map', keys, of, minimum };
}

export function either(...of: readonly Shape[]): Shape {
  return { kind: 'either', of };
}

/** The fields in the order of docs and completion. */
export function fields(described: Readonly<Record<string, Field>>): ReadonlyMap<string, Field> {
  return new Map(Object.entries(described));
}

/** The records that a value may be, through `either`. */
export function recordsOf(shape: Shape): readonly RecordShape[] {
  if (shape.kind === 'record') return [shape];
  return shape.kind === 'either' ? shape.of.flatMap(recordsOf) : [];
}
