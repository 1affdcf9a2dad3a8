import { parseImageRef } from '../../../../domain/images/imageRef.ts';
import { type Offer, VALUE } from '../textHelp.ts';
import { baseImages, imageText } from './baseImages.ts';

/** Images for training and serving, each with what it holds. */
export function imageOffers(): readonly Offer[] {
  return baseImages().map(({ reference, holds }) => ({ label: reference, kind: VALUE, documentation: holds }));
}

/** What an image holds, by the text that names it. */
export function namedImageText(text: string): string | undefined {
  const image = parseImageRef(text);
  return image && imageText(image);
}
