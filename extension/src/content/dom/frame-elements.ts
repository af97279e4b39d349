// The elements that show another document, whose events do not reach the page around it.

const FRAMES = 'iframe, frame, object, embed, fencedframe';

export function isFrameElement(element: Element): boolean {
  return element.matches(FRAMES);
}
