// Recognizes the text between two numbers of a list: "… and …", "… (Office) / Lab: …".

const MAX_SEPARATOR_CHARS = 12;
const MAX_SEPARATOR_WITH_LABEL_CHARS = 40;

// A mark, a word for "and" or "or" in many languages, and an opening bracket; each may be missing.
const SEPARATOR =
  /^[^\S\n]*[,;/|&+·—-]?[^\S\n]*(?:and|or|und|oder|et|ou|y|ed?|od?|u|i|ir|of|en|og|och|eller|ja|tai|või|un|vai|ar(?:ba)?|lub|albo|alebo|nebo|ali|ili|in|vagy|és|sau|și|ve(?:ya)?|dan|atau|và|hoặc|и|или|та|або|чи|й|ή|και|أو|או|या|或者?|または|또는)?[^\S\n]*\(?$/u;

// A label in brackets, a mark, and a label of up to three words, which is a name ("Rīgā") or has a colon:
// other words continue a sentence. Each label may be missing.
const SEPARATOR_WITH_LABEL =
  /^[^\S\n]*(?:\(\p{L}[^()\n]*\)[^\S\n]*)?[|·•,;/–—،、][^\S\n]*(?:(?!\p{Ll}[^:：]*$)\p{L}[\p{L}\p{M}.’'-]*(?: \p{L}[\p{L}\p{M}.’'-]*){0,2} ?[:：]?[^\S\n]*)?\(?$/u;

/** Whether the text between two indices only separates numbers of a list; they have the same label then. */
export function isListSeparator(text: string, start: number, end: number): boolean {
  return end - start <= MAX_SEPARATOR_CHARS && SEPARATOR.test(text.slice(start, end));
}

/** The same, where each number may have a short label of its own. */
export function isListSeparatorWithLabel(text: string, start: number, end: number): boolean {
  return end - start <= MAX_SEPARATOR_WITH_LABEL_CHARS && SEPARATOR_WITH_LABEL.test(text.slice(start, end));
}
