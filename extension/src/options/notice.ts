// The line below a step that tells how its last request ended.

import { byPart, createElement } from '../dom.ts';

type NoticeKind = 'success' | 'failure' | 'unknown' | 'question' | 'warning';

/** Show a title and what else there is to say; each text becomes a paragraph. */
export function showNotice(
  part: string,
  kind: NoticeKind,
  title: string,
  ...content: (Node | string)[]
): void {
  const notice = byPart(part);
  notice.dataset.kind = kind;
  const paragraphs = content
    .filter(it => it !== '')
    .map(it => (it instanceof Node ? it : createElement('p', {}, it)));
  notice.replaceChildren(createElement('strong', {}, title), ...paragraphs);
  notice.hidden = false;
}

export function hideNotice(part: string): void {
  byPart(part).hidden = true;
  byPart(part).replaceChildren();
}
