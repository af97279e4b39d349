// Finds the label of a number: the nearest word before it that names a thing decides, else what follows it.

import {
  COMMA,
  isDigit,
  isLetter,
  OPENING_BRACKET,
  OPENING_SQUARE_BRACKET,
  SPACE,
} from '../text/char-class.ts';
import type { ContextLabel } from './label.ts';
import { labelBefore } from './label-before.ts';

/**
 * The label of the number from `start` to `end` of a normalized line. `isBlock` says that the number is one
 * group of digits, as an identifier is.
 */
export function labelFor(line: string, start: number, end: number, isBlock: boolean): ContextLabel {
  if (isPriceOfCall(line, end)) return 'phone';
  return labelBefore(line, start, isBlock) ?? labelAfter(line, end);
}

// "(fax)", "Telefax", "Fax,"; "(office)", "mobile", "(Tel)".
const LABEL_AFTER =
  /^\s?[([–-]?\s?(?:(?<fax>fax\p{L}*|telefax|faks|факс|传真|傳真|팩스)|(?:tel|phone|mobile?|cell|handy|gsm|home|work|office|whatsapp|portable|m[oó]vil|celular|тел|моб|手机|携帯|電話|电话)\p{L}*)[\p{L}.]*\s?[)\],;]?/iu;
const MAX_LABEL_CHARS = 24;

// "(free)", "(toll free)", "(llamada gratuita)", "kostenlos", "бесплатно": a call that costs nothing.
const FREE =
  /^\s?(?:[([]\s?(?:\p{L}+[ -]){0,2}free|(?:[([]\s?(?:\p{L}+ ){0,2})?(?:gratis|gratuit|grátis|gratui?t|kostenlos|kostenfrei|geb[uü]hrenfrei|zdarma|бесплатн|безкоштовн|безплатн|brezplač|besplat|bezplat|bezpłat|ingyen|maksut|ilmai|ücretsiz|nemokam|bezmaks|tasuta|δωρε|مجان|חינם|免费|免費|無料|무료|miễn phí|โทรฟรี))/iu;
// "(20 ct/Anruf)", "(8,35 snt/puhelu)", "0,15 €/min", "0,15 € TTC par appel": the price of a call.
const PRICED =
  /^\s?[([,–-]?\s?(?:\p{L}{2,8}\.? )?[€£$]?\d{1,3}(?:[.,]\d{1,4})?\s?(?:[€£p¢]|\p{L}{2,6})\.?\s?(?:\/|(?:TTC|incl\.?|inkl\.?)?\s?(?:pro|per|par|al|a|za|por|na|la|le)\s)\s?(?:min|anruf|call|appel|puhelu|chiamata|samtal|kald|hovor|połącz|звон|мин|хв|дзв|llamada|chamada|oproep|gesprek|apel|h[ií]v|poziv|klic)/iu;
const MAX_PRICE_CHARS = 40;

/** Whether what follows says what a call costs; only phone numbers have that. */
function isPriceOfCall(line: string, end: number): boolean {
  const code = line.charCodeAt(end);
  if (code !== SPACE && code !== OPENING_BRACKET && code !== OPENING_SQUARE_BRACKET && code !== COMMA)
    return false;
  const after = line.slice(end, end + MAX_PRICE_CHARS);
  const mayBeFree = code !== SPACE || !isDigit(line.charCodeAt(end + 1)); // which begins with a bracket or a word
  return (mayBeFree && FREE.test(after)) || PRICED.test(after);
}

function labelAfter(line: string, end: number): ContextLabel {
  if (end >= line.length) return undefined;
  const first = line.charCodeAt(end);
  const isOpening = first === SPACE || first === OPENING_BRACKET || first === OPENING_SQUARE_BRACKET;
  const code = isOpening ? line.charCodeAt(end + 1) : first;
  if (Number.isNaN(code) || !(isLetter(code) || code === OPENING_BRACKET)) return undefined;
  const match = LABEL_AFTER.exec(line.slice(end, end + MAX_LABEL_CHARS));
  if (!match) return undefined;
  return match.groups?.fax ? 'fax' : 'phone';
}
