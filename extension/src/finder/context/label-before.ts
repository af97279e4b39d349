// Finds the label of a number in the words before it, walking back until a word decides or the phrase ends.

import { DASH, DOT, isDigit, isLetter } from '../text/char-class.ts';
import type { ContextLabel } from './label.ts';
import { LabelWalk } from './label-walk.ts';
import { classifyWord } from './label-words.ts';
import { WORD_RULES } from './word-rules.ts';

const MAX_WORDS = 6;
const MAX_WORD_CHARS = 40;
const FIRST_SYMBOL = 0x2100; // no symbol below is a label
const SHARED_WALK = new LabelWalk(); // allocating one for each number costs more than most walks

/** The label that the words before a number give it. */
export function labelBefore(line: string, numberStart: number, isBlock: boolean): ContextLabel {
  const walk = SHARED_WALK;
  walk.begin(line, numberStart, isBlock);
  while (walk.index > 0 && walk.wordCount < MAX_WORDS) {
    const code = line.charCodeAt(walk.index - 1);
    if (isLetter(code)) {
      const label = labelOfWord(walk, readWord(walk));
      if (label !== undefined) return label;
      continue;
    }
    const label = code < FIRST_SYMBOL ? undefined : symbolLabel(line, walk.index, code);
    if (label !== undefined) return walk.wordCount === 0 ? label : undefined; // "📞 Ann …"
    if (!walk.readChar(code)) break;
  }
  return walk.label;
}

/** Move the walk to the beginning of the word before it. */
function readWord(walk: LabelWalk): string {
  const { line } = walk;
  const end = walk.index;
  let start = end;
  while (start > 0 && end - start < MAX_WORD_CHARS && isWordChar(line, start - 1)) start--;
  walk.index = start;
  walk.wordEnd = end;
  walk.wordCount++;
  return line.slice(start, end);
}

const COST_WORD = /^(?:cost[eo]?s?|custos?|coûts?|frais|charge)$/iu;
const ENDS_WITH_WITHOUT = /(?:^|[^\p{L}])(?:sin|sem|senza|sans|no|without) $/iu;
// "n/s", "S/N", "P/N": a serial number; "A/c", "C/C", "р/с": an account.
const SERIAL_MARK = /(?:^|[^\p{L}])(?:[snp]\/[snp]|a\/c|c\/c|[рлк]\/с)$/iu;

/** The label that one word decides, by a rule for that word alone or by the rule of its class. */
function labelOfWord(walk: LabelWalk, word: string): ContextLabel {
  const { line, index, wordEnd } = walk;
  if (COST_WORD.test(word) && ENDS_WITH_WITHOUT.test(line.slice(Math.max(0, index - 9), index)))
    return 'phone'; // "sin costo …", "no charge …"
  if (word.length === 1) {
    if (SERIAL_MARK.test(line.slice(Math.max(0, index - 3), wordEnd))) return 'other';
    const label = walk.wordCount === 1 ? letterLabel(walk, word) : undefined;
    if (label !== undefined) return label;
  }
  const isAnswer = word === 'no' && line.startsWith(' (', wordEnd); // "no (415) …" is not "no. …"
  return WORD_RULES[isAnswer ? 'filler' : (classifyWord(word) ?? 'unknown')](walk, word);
}

/** The label of one letter right before the number: "T: +44 …", "M. 0171 …", "F 415 …"; not "(C) 2024". */
function letterLabel({ line, index, afterWord }: LabelWalk, letter: string): ContextLabel {
  const hasMark = /^\s?[:.)]\s?[("]?$/.test(afterWord);
  const isCapital = letter < 'a' && /^\s{1,2}[("]?$/.test(afterWord);
  if ((!hasMark && !isCapital) || !/[tpmcfdo]/i.test(letter)) return undefined;
  if (isLetter(line.charCodeAt(index - 1)) || (index > 0 && line[index - 1] === '(')) return undefined;
  return letter.toLowerCase() === 'f' ? 'fax' : 'phone';
}

const PHONE_SYMBOLS = '☎☏✆℡📞📱📲';
const FAX_SYMBOLS = '📠🖷℻';

/** The label of the symbol that ends at an index, whose last code unit is `code`. */
function symbolLabel(line: string, end: number, code: number): ContextLabel {
  const isSecondHalf = code >= 0xdc00 && code <= 0xdfff;
  const symbol = isSecondHalf ? line.slice(end - 2, end) : String.fromCharCode(code);
  if (FAX_SYMBOLS.includes(symbol)) return 'fax';
  return PHONE_SYMBOLS.includes(symbol) ? 'phone' : undefined;
}

const UNDERSCORE = 0x5f;
const APOSTROPHE = 0x2019;
const QUOTE = 0x22;
const GERSHAYIM = 0x05f4;

/** Whether a character is part of a word: "Fax-Nr", "C.F.", "phone_number", "06-nummer", "p2p". */
function isWordChar(line: string, index: number): boolean {
  const code = line.charCodeAt(index);
  if (isLetter(code) || code === UNDERSCORE || code === APOSTROPHE) return true;
  const previous = line.charCodeAt(index - 1);
  // "ת\"ז", "מס\u05f3": quotes mark an abbreviation in Hebrew.
  if (code === QUOTE || code === GERSHAYIM) return isHebrew(previous) && isHebrew(line.charCodeAt(index + 1));
  if (code === DASH || code === DOT) return index > 0 && (isLetter(previous) || isDigit(previous));
  // One or two digits are part of a word; three are a number.
  return isDigit(code) && !(isDigit(previous) && isDigit(line.charCodeAt(index - 2)));
}

function isHebrew(code: number): boolean {
  return code >= 0x05d0 && code <= 0x05ea;
}
