import type { FileLanguage } from '../../lint/fileLanguage.ts';
import { composeHelp } from './compose/composeHelp.ts';
import { dockerHelp } from './docker/dockerHelp.ts';
import type { FieldTrees } from './fields/fieldTrees.ts';
import { gitlabHelp } from './gitlab/gitlabHelp.ts';
import type { TextHelp } from './textHelp.ts';
import { workflowHelp } from './workflow/workflowHelp.ts';

/** A text of a language. */
export interface HelpedText {
  readonly language: FileLanguage;
  readonly text: string;
}

/** What texts are completed and explained with. */
export interface HelpTools {
  /** Classes of help that other extensions give. */
  readonly left: ReadonlySet<string>;
  /** What fields mean; read when it is first asked for. */
  readonly fields: () => FieldTrees | undefined;
}

const NO_HELP: TextHelp = { offers: () => undefined, explanation: () => undefined };

/** Completion and hover of a text; nothing for languages that have none yet. */
export function textHelpOf({ language, text }: HelpedText, { left, fields }: HelpTools): TextHelp {
  if (language === 'dockerfile') return dockerHelp(text, left.has('dockerHelp') ? 'images' : 'all');
  const [hasKeys, hasNames] = [!left.has(`${language}Keys`), !left.has(`${language}Names`)];
  if (language === 'compose') return composeHelp(text, { fields: hasKeys ? fields()?.compose : undefined, hasNames });
  if (language === 'workflow')
    return workflowHelp(text, { fields: hasKeys ? fields()?.workflow : undefined, hasNames });
  return language === 'gitlab' ? gitlabHelp(text, { hasKeys, hasNames }) : NO_HELP;
}
