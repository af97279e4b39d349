// What is known about the number in the dial field: how it is written abroad, country, local time, warnings.

import { byPart, createElement } from '../dom.ts';
import { reasonText } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { countryName, formatLocalTime } from '../locale-format.ts';
import type { NumberChecked } from '../protocol.ts';

const MAX_E164_DIGITS = 15;

/** Show the host's reply to `check_number`, or nothing. */
export function showPreview(reply: NumberChecked | undefined): void {
  const element = byPart('preview');
  if (!reply) element.replaceChildren();
  else if (reply.decision === 'deny') element.replaceChildren(...reasonsOf(reply));
  else element.replaceChildren(...detailsOf(reply), ...reasonsOf(reply));
  element.dataset.decision = reply?.decision ?? '';
}

/** Show a sentence instead, about a text that is not in the field. */
export function showPreviewNote(text: string): void {
  byPart('preview').replaceChildren(createElement('em', {}, text));
}

function detailsOf({ number, international, country, local_time, phone_extension }: NumberChecked): Node[] {
  const elements = [
    createElement(
      'b',
      { 'data-part': 'international' },
      createElement('bdi', { dir: 'ltr' }, international ?? number ?? ''),
    ),
    phone_extension && createElement('b', {}, t('card_extension', phone_extension)),
    country && createElement('span', {}, countryName(country)),
    local_time && createElement('span', {}, t('local_time', formatLocalTime(local_time))),
  ];
  return elements.filter(element => element instanceof Node);
}

function reasonsOf({ reasons, country, as_typed }: NumberChecked): Node[] {
  const digits = as_typed?.startsWith('+') ? as_typed.replace(/\D/g, '').length : 0;
  const mayGoOn = digits > 0 && digits < MAX_E164_DIGITS;
  return reasons.map(reason => {
    const isHalfTyped = mayGoOn && (reason === 'not_a_number' || reason === 'too_short');
    if (isHalfTyped) return createElement('em', {}, t('dial_incomplete'));
    // Its country code is there already.
    const isTooLong = digits > MAX_E164_DIGITS && reason === 'not_a_number';
    return createElement('em', {}, reasonText(isTooLong ? 'invalid_number' : reason, { country }));
  });
}
