// Recognizes names of numbers in several words, such as "номер дела", "numéro de dossier" and "n° client".

import type { LabelWalk } from './label-walk.ts';

// Words for "number" that the thing follows in the genitive: "номер обращения", "رقم الشحنة", "numer sprawy".
const GENITIVE_FOLLOWS =
  /^(?:номер\p{L}*|numer(?:u|em)?|č[ií]sl\p{L}+|broj|[šs]tevilka|αριθμ[όο]ς?|رقم|شماره|מספר|số|nomor|nombor|num[aă]r(?:ul)?)$/iu;
// Words for "number" that the thing follows with a preposition: "numéro de dossier", "n° di pratica".
const PREPOSITION_FOLLOWS = /^(?:n[uú]mero|numéro|n\.?[°ºo]|nro|núm|num|id)$/iu;
// "n° dossier …", "№ дела: …": words between such an abbreviation and the number always name another thing.
const NUMERO_ABBREVIATION = /^(?:n\.?[°º]|nro\.?|№)/iu;
const BETWEEN = /^[.°º]?\s(?:(?:d[eiou]|des|do|da|del|della|dell\u2019|d\u2019|van|of)\s?)?/u; // " de ", ". "

/**
 * Whether a word for "number" and the thing after it name the number: "numéro de dossier …", but not
 * "numéro de Anna …". `afterWord` is the text from the word to the number, `thing` the first unknown word in
 * it.
 */
export function isNumberOf(word: string, afterWord: string, thing: string): boolean {
  if (NUMERO_ABBREVIATION.test(word + afterWord.charAt(0)))
    return /^[°º.]?\s?[\p{L}\u2019 ]{3,30}[ :]+\(?$/u.test(afterWord);
  const between = BETWEEN.exec(afterWord)?.[0];
  if (between === undefined || !afterWord.startsWith(thing, between.length)) return false;
  if (/^\p{Lu}\p{Ll}/u.test(thing)) return false; // the name of a person
  if (/\p{L}/u.test(afterWord.slice(between.length + thing.length))) return false; // more words follow
  const hasPreposition = /\p{L}/u.test(between);
  return (hasPreposition && PREPOSITION_FOLLOWS.test(word)) || GENITIVE_FOLLOWS.test(word);
}

const OF_THE = /^ (?:d\u2019accès à |de )(?:la |l\u2019|las |los |le )/u;

/** The same for an identifier with an article: "ID de la réunion …", "code d’accès à la réunion …". */
export function isIdentifierOf(afterWord: string, thing: string): boolean {
  const ofThe = OF_THE.exec(afterWord)?.[0] ?? '';
  return isNumberOf('id', ofThe === '' ? afterWord : ` de ${afterWord.slice(ofThe.length)}`, thing);
}

// Words that always name an identifier, and what they identify follows: "Kód produktu", "ID zakázky", "Mã sản phẩm".
const IDENTIFIER =
  /^(?:id|c[oó]d(?:e|igo|ice)?|ko[dt]|k[oó]d|koodi|[sš]ifra|код|κωδ(?:ικ[οό]ς)?|mã|עוסק|كود|رمز|קוד|รหัส)$/iu;
const IDENTIFIED = /^[.:]?(?: \p{L}[\p{L}\p{M}.\u2019-]*){1,3} ?:? ?$/u;

const IS_ASSET_TAG = /^asset tags?(?: ?:| no\.?| number)? $/iu;

/** Whether a word for an identifier and what it identifies name the number; most name one group of digits only. */
export function isIdentifierName(word: string, afterWord: string, isBlock: boolean): boolean {
  return isBlock
    ? IDENTIFIER.test(word.replace(/\.$/, '')) && IDENTIFIED.test(afterWord)
    : IS_ASSET_TAG.test(word + afterWord);
}

const MAX_NUMBER_WORD_CHARS = 16;
// At the end: "n° ", "numéro du ", "id de ".
const NUMBER_WORD_BEFORE =
  /(?:^|[^\p{L}])(?:n\.?[°ºo]|nro|n[uú]m(?:ero|éro)?|nummer|nr|№|id|numer|номер|č[ií]slo|num[aă]r|nomor|[šs]t|[šs]tevilka|broj|sz[aá]m|αρ(?:ιθμ[οό]ς)?|nr[ao]|numur[as]|numeris)\.?\s*(?:d[eiou]l?\s+|du\s+)?$/iu;

/** Whether the word for a customer names the number: "Kunden-Nr. …", "n° client …", "Client 0612345678". */
export function isCustomerNumber(walk: LabelWalk): boolean {
  const { line, index } = walk;
  return (
    walk.hasNumberWord ||
    NUMBER_WORD_BEFORE.test(line.slice(Math.max(0, index - MAX_NUMBER_WORD_CHARS), index)) ||
    (walk.wordCount === 1 && !walk.hasNameMark && walk.isBlock)
  );
}
