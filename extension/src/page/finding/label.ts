// What the text before and after a number says that it is: the nearest word that names a thing decides.

import { meaning } from './words.ts';

export interface Label {
  readonly says: 'phone' | 'fax' | 'other' | undefined;
  readonly isAlone: boolean; // nothing else stands in its line, cell or pair of quotes
}

const WORD = /[\p{L}\p{M}\p{N}_'’.-]*[\p{L}\p{M}]/gu;
const CLAUSE = /[;|!?。！？]|\.\s+(?=\p{Lu}\p{Ll})|\s{4,}|\d{3,}/gu; // what is said before it is said of something else
const SIGN = /[☎☏✆℡📞📱📲📠🖷]\s*:?\s*$/u;
const SIGN_FAX = /[📠🖷℻]\s*:?\s*$/u;
const LETTER = /(?:^|[^\p{L}\p{N}])([tpmcfdo])\s?[:.)]\s?[("]?$|(?:^|[|•·(\s,])([TPMCFDO])\s{1,2}[("]?$/iu; // "T: +44 …", "M. 0171 …"
const LETTER_ALONE = /(?:^|[|•·(\s,])([TPMCFD])\s{1,2}\(?$/u;
const CONNECTS = /[:#№=]\s*["'(]?\s*$/u;
const NAMES = /[№#]\s*["'(]?\s*$/u;
const CLIENT =
  /(?:^|[^\p{L}])(?:n[°ºo]|n[uú]m(?:ero|éro)?|nummer|nr|№)\.?\s*(?:d[eiou]l?\s+|du\s+)?(?:client|klient|kund|customer|abonn|soci|usu[aá]r)\p{L}*\s*[:#]?\s*$/iu;
const BEGINS = /^[\s"'“”«»[({>*,;/:•·–—-]*$/u;
const ENDS = /^[\s"'“”«»\])}<*.,;/•·–—-]*$/u;
const AFTER =
  /^\s?[([–-]?\s?(?:(fax\p{L}*|telefax|faks|факс|传真|傳真|팩스)|(?:tel|phone|mobile?|cell|handy|gsm|home|work|office|whatsapp|portable|m[oó]vil|celular|тел|моб|手机|携帯|電話|电话)\p{L}*)[\p{L}.]*\s?[)\],;]?/iu;

// What is no company: marks of HTML, and other numbers of a list.
const BESIDE_BEFORE = /^.*<[^<>]*>|\+?\d[\d ()./-]{6,}\d/gu;
const BESIDE_AFTER = /<\/?[a-z].*$|\+?\d[\d ()./-]{6,}\d/giu;

const MOST_WORDS = 6;

/** Read the words around: `before` is what stands before it in its line, `after` what follows. */
export function label(before: string, after: string, isBlock: boolean): Label {
  const isAlone =
    BEGINS.test(before.replace(BESIDE_BEFORE, '')) && ENDS.test(after.replace(BESIDE_AFTER, ''));
  if (isAlone) return { says: undefined, isAlone };
  return { says: wordsBefore(before, isBlock) ?? wordAfter(after), isAlone };
}

function wordAfter(after: string): Label['says'] {
  const found = AFTER.exec(after);
  if (!found) return undefined;
  return found[1] ? 'fax' : 'phone';
}

function wordsBefore(before: string, isBlock: boolean): Label['says'] {
  if (SIGN_FAX.test(before)) return 'fax';
  if (SIGN.test(before)) return 'phone';
  const letter = LETTER.exec(before)?.[1] ?? LETTER_ALONE.exec(before)?.[1];
  if (letter) return letter.toLowerCase() === 'f' ? 'fax' : 'phone';

  const clause = lastClause(before);
  if (CLIENT.test(clause)) return 'other';
  const words = [...clause.matchAll(WORD)].slice(-MOST_WORDS);
  let isNamed = CONNECTS.test(clause); // "order: …", "order no. …" name it; "to order …" may not
  let other = false;
  let isNear = true; // only fillers stand between
  if (words.length === 0 && NAMES.test(clause)) return isBlock ? 'other' : undefined;
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index]?.[0] ?? '';
    const says = meaning(word.replace(/^['’-]+|['’]+$|\./g, ''));
    if (says === 'fax' || says === 'phone') {
      if (other) return isNamed || isBlock ? 'other' : says;
      return says;
    }
    if (says === 'other') {
      if (isNear) {
        if (isNamed) return 'other';
        other = true;
      }
    } else if (says === 'filler') {
      if (isNear && /^n|num|^id/i.test(word)) isNamed = true;
      continue;
    }
    isNear = false;
  }
  if (other) return 'other';
  return NAMES.test(clause) && isBlock ? 'other' : undefined;
}

function lastClause(before: string): string {
  let from = 0;
  for (const { 0: border, index } of before.matchAll(CLAUSE)) from = index + border.length;
  return before.slice(from);
}
