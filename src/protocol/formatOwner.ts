/** What formats YAML beside Trainyard. */
export interface OtherFormatters {
  /** Of YAML, installed and switched on. */
  readonly hasYaml: boolean;
  /** Of Compose files alone. */
  readonly hasCompose: boolean;
  /** The extension that the user chose for YAML; empty when none. */
  readonly chosen: string;
}

const OWN_EXTENSION = 'trainyard.trainyard';
/** Languages of YAML that other formatters know. */
const YAML = ['yaml', 'github-actions-workflow'];
const COMPOSE = 'dockercompose';
/** Ours alone. */
const SPEC = 'trainyard';

/** The languages that Trainyard formats: all with `on`, none with `off`, and those that nobody else formats with anything else. */
export function formattedLanguages(choice: string, others: OtherFormatters): readonly string[] {
  if (choice === 'off') return [];
  const isChosen = others.chosen === OWN_EXTENSION;
  if (choice === 'on' || isChosen) return [SPEC, ...YAML, COMPOSE];
  if (others.hasYaml || others.chosen !== '') return [SPEC];
  return [SPEC, ...YAML, ...(others.hasCompose ? [] : [COMPOSE])];
}
