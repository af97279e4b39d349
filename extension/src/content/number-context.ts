// The words by which people know whose number it is: those before it, its link's text, its field's label.

import { isElement, isText, textSlice } from './dom/shadow-dom.ts';

const MAX_CHARS = 40;
const SEARCHED_CHARS = 120;
const SEARCHED_NODES = 12; // texts before the number
const ROW = 'tr, li, dl, p, address, blockquote, figure, article, section, fieldset, form, body';
const NUMBER = /\p{Nd}[\p{Nd}\s().+/-]{4,}/u;
const EDGE = /^[\s\p{P}|+<>=~]+|[\s\p{P}|+<>=~]+$/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** Return the words with a number that is in a text before `offset`, in a link or in a form field; "" if none. */
export function contextOf(node: Node, offset = 0): string {
  if (isElement(node)) {
    const own = lastWords('labels' in node ? labelOf(node as HTMLInputElement) : (node.textContent ?? ''));
    if (own) return own;
  }
  const parent = isElement(node) ? node : node.parentElement;
  const row = parent?.closest(ROW) ?? parent;
  let text = isText(node) ? textSlice(node, Math.max(0, offset - SEARCHED_CHARS), offset) : '';
  if (!row) return lastWords(text);
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  walker.currentNode = node;
  for (let count = 0; count < SEARCHED_NODES && text.length < SEARCHED_CHARS && !NUMBER.test(text); count++) {
    const previous = walker.previousNode();
    if (!previous || !isText(previous)) break;
    if (previous.parentElement?.checkVisibility({ visibilityProperty: true })) {
      text = `${textSlice(previous, Math.max(0, previous.length - SEARCHED_CHARS), previous.length)} ${text}`;
    }
  }
  return lastWords(text);
}

/** Return the last words of a text that are about the number after it, not about one before. */
export function lastWords(text: string): string {
  const own = text.split(NUMBER).at(-1) ?? '';
  const words = own.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(EDGE, '');
  if (!/\p{L}/u.test(words)) return '';
  if (words.length <= MAX_CHARS) return words;
  const cut = words.slice(-MAX_CHARS);
  return `…${cut.replace(/^\S*\s/, '').replace(EDGE, '')}`;
}

function labelOf({ labels, placeholder, ariaLabel }: HTMLInputElement): string {
  return labels?.[0]?.textContent || ariaLabel || placeholder || '';
}
