// Builds the options of the card besides the call: to change the country, and to ignore the number.

import type { CallSubject } from '../call-subject.ts';
import { t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import type { CardOptions, CountryOption } from './card-options-view.ts';

interface OptionCallbacks {
  readonly onSelectRegion: (region: string | undefined) => void;
  readonly onIgnore: (text: string) => void;
}

export function cardOptions(subject: CallSubject, callbacks: OptionCallbacks): CardOptions {
  const { explanations, canIgnore, original_text: text } = subject;
  const country = countryOption(subject, callbacks);
  return {
    explanations,
    ...(canIgnore && text !== undefined && { ignore: () => callbacks.onIgnore(text) }),
    ...(country && { country }),
  };
}

/** A number with a country code needs no country to be selected. */
function countryOption(subject: CallSubject, callbacks: OptionCallbacks): CountryOption | undefined {
  const { isNational, regionChoice, region } = subject;
  if (!isNational || !regionChoice) return undefined;
  const { regions, suggested, source } = regionChoice;
  return {
    regions,
    suggested,
    region: region ?? null,
    sourceText: region && source ? t(`region_source_${source}` as const, countryName(region)) : '',
    onSelect: callbacks.onSelectRegion,
  };
}
