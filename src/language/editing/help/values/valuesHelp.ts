import type { ChartFacts } from '../../../chart/chartIndex.ts';
import { namedImageText } from '../docker/imageOffers.ts';
import { yamlHelp } from '../fields/yamlHelp.ts';
import type { TextHelp } from '../textHelp.ts';
import { schemaFields } from './schemaFields.ts';
import { usedFields } from './usedFields.ts';

/** Completion and hover of the values of a chart: after its schema, else after what its templates use. */
export function valuesHelp(text: string, chart: ChartFacts): TextHelp {
  return yamlHelp(text, {
    fields: chart.schema ? schemaFields(chart.schema) : usedFields(chart),
    names: () => [],
    ofValue: (path, value) => (path.at(-1) === 'image' ? namedImageText(value) : undefined),
  });
}
