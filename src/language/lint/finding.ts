import type { Span } from '../../domain/deploy/specNode.ts';
import type { Severity } from './severity.ts';

/** One change of a text. Several never overlap. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** A repair of a finding: edits of the text that was checked, which print nothing again, so comments, order and line ends stay. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It cannot change what the user meant; only these are made in bulk. */
  readonly isSafe: boolean;
  /** New text holds placeholders in the form of a snippet (`${1:name}`): for editors only. */
  readonly isSnippet?: true;
}

/** Another place that belongs to a finding. */
export interface RelatedPlace extends Span {
  readonly message: string;
  /** When it is in another file. */
  readonly uri?: string;
}

export interface FindingDetails {
  /** Made when somebody asks; the first is the best. */
  readonly fixes?: () => readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  readonly tag?: 'deprecated' | 'unnecessary';
}

/** One defect. Offsets count UTF-16 units from the start of what was checked. */
export interface Finding extends Span, FindingDetails {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}
