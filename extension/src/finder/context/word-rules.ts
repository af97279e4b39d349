// The rules by which a word before a number decides what the number is, by the class of the word.

import type { ContextLabel } from './label.ts';
import type { LabelWalk } from './label-walk.ts';
import type { WordClass } from './label-words.ts';
import { isCustomerNumber, isIdentifierName, isIdentifierOf, isNumberOf } from './number-names.ts';

/** The label that a word decides; undefined where words before it may. In examples "…" is the number. */
type WordRule = (walk: LabelWalk, word: string) => ContextLabel;

const ACRONYM = /^[A-Z]{2,5}$/; // names the number after it without a colon: "TVA …"
const REGISTER = /^\p{Lu}{2,5}$/u; // the same, among words for other things: "CVR …", "ИНН …"
const FULL_NUMBER_WORD = /^.{3,}$/u; // "number", not "no"
const ENDS_NAME = /^ ?: ?\(?$/; // "Owner: ("
const PROGRAM_KEY = /\p{Ll}\p{Lu}|[_.]/u; // "lastUpdated", "last_updated"
const POSSESSIVE_ENDING = /\u2019s$|s\u2019$/u; // "plumber’s", "neighbours’"

export const WORD_RULES: Readonly<Record<WordClass | 'unknown', WordRule>> = {
  phone: walk => phoneLabel(walk, 'phone'),
  fax: walk => phoneLabel(walk, 'fax'),

  /** "is", "the": words before it count as if they stood there. */
  filler(walk, word) {
    if (walk.wordCount === 1 && word === 'at') walk.isSetApart = true; // "order at …"
    walk.isNextToNumberWord = false;
    return undefined;
  },

  possessive(walk) {
    if (walk.hasNumberWord && walk.isNear) return 'phone'; // "my number is …"
    walk.hasPossessive ||= walk.isNear;
    walk.isNextToNumberWord = false;
    return undefined;
  },

  number(walk, word) {
    // "номер дела …"
    if (!walk.isNear) return isNumberOf(word, walk.afterWord, walk.unknownWord) ? 'other' : undefined;
    if (walk.hasPossessive) return 'phone'; // "número nuevo …"
    walk.hasNameMark = true;
    walk.hasNumberWord = true;
    walk.isNextToNumberWord = true;
    walk.hasFullNumberWord ||= FULL_NUMBER_WORD.test(word);
    return undefined;
  },

  other(walk, word) {
    if (!walk.isNear) {
      if (isIdentifierOf(walk.afterWord, walk.unknownWord)) return 'other'; // "ID de la réunion …"
      if (isIdentifierName(word, walk.afterWord, walk.isBlock)) return 'other'; // "Kód produktu …"
    } else {
      if (REGISTER.test(word) && !walk.isAfterEllipsis) return 'other';
      if (!isSetApart(walk)) {
        if (walk.hasNameMark) return 'other'; // "invoice no. …", "order: …"
        walk.namesOther = true; // "to order …": a phone word before it may still decide
      }
    }
    return afterName(walk);
  },

  customer(walk) {
    if (walk.isNear && !isSetApart(walk) && isCustomerNumber(walk)) {
      if (walk.hasNameMark) return 'other'; // "Kunden-Nr. …"
      walk.namesOther = true;
    }
    if (walk.namesOther && walk.hasNumberWord) return 'other';
    walk.isNextToNumberWord = false;
    return undefined; // still near: "invoice to customer …"
  },

  unknown(walk, word) {
    if (walk.wordCount === 1 && !walk.isBlock && ACRONYM.test(word)) {
      walk.unknownWord = word; // "TVA BE 0478…", "Licence RBQ : …": the word before decides
      return undefined;
    }
    if (walk.isNear) {
      if (walk.isNextToNumberWord && POSSESSIVE_ENDING.test(word)) return 'phone'; // "the plumber’s number …"
      if (walk.isNextToNumberWord || (walk.isBlock && walk.wordCount === 1 && ACRONYM.test(word)))
        walk.namesOther = true; // "Foo no. …", "XYZ …"
      walk.unknownWord = word;
      walk.hasUnknownName = walk.wordCount === 1 && ENDS_NAME.test(walk.afterWord) && !PROGRAM_KEY.test(word);
    }
    return afterName(walk);
  },
};

/** A word for a phone decides, unless a name of something else is nearer: "Call about order no. …". */
function phoneLabel(walk: LabelWalk, label: 'phone' | 'fax'): ContextLabel {
  return walk.namesOther && (walk.hasNameMark || walk.isBlock) ? 'other' : label;
}

/**
 * Whether a comma, "at", an ellipsis or other digits say that the word before does not name the number; of these only
 * the ellipsis before a block of digits.
 */
function isSetApart(walk: LabelWalk): boolean {
  return walk.isAfterEllipsis || ((walk.isSetApart || walk.hasDigits) && !walk.isBlock);
}

/** After a word that names a thing, other words are not near any more. */
function afterName(walk: LabelWalk): ContextLabel {
  if (walk.namesOther && walk.hasNumberWord) return 'other'; // "Cert. No. …": the number of something
  walk.isNextToNumberWord = false;
  walk.isNear = false;
  return undefined;
}
