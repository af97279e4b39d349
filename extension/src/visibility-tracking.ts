// Whether the browser tells a document if it is wholly visible: version 2 of the Intersection Observer.

/** Return it. Firefox cannot: there a page may cover the card, and only the card's content script notices. */
export function canTrackVisibility(): boolean {
  return 'isVisible' in IntersectionObserverEntry.prototype;
}
