import type { Offer, TextHelp } from '../textHelp.ts';
import { fieldExplanation } from './fieldExplanation.ts';
import type { FieldNode } from './fieldNode.ts';
import { fieldOffers } from './fieldOffers.ts';
import { type YamlPath, type YamlPlace, yamlPlaceAt } from './yamlPlace.ts';

/** What a language knows of its files. */
export interface YamlKnowledge {
  /** Its fields; undefined when others complete and explain them. */
  readonly fields: FieldNode | undefined;
  /** What the file itself has for a place: names of services, of jobs. */
  readonly names: (place: YamlPlace) => readonly Offer[];
  /** What stands in a value, as Markdown. */
  readonly ofValue: (path: YamlPath, text: string) => string | undefined;
}

/** Completion and hover of a YAML file of another program than Kubernetes. */
export function yamlHelp(text: string, { fields, names, ofValue }: YamlKnowledge): TextHelp {
  return {
    offers: (offset) => {
      const place = yamlPlaceAt(text, offset);
      if (!place) return undefined;
      const offers = [...names(place), ...(fields ? fieldOffers(fields, place) : [])];
      return offers.length > 0 ? { word: place.word, offers } : undefined;
    },
    explanation: (offset) => fieldExplanation(text, offset, { tree: fields, ofValue }),
  };
}
