// Tells whether a view transition runs: the browser then draws images of the page above the page and its top layer.

const VIEW_TRANSITION = ':active-view-transition';

export function isViewTransitionActive(): boolean {
  try {
    return document.documentElement?.matches(VIEW_TRANSITION) ?? false;
  } catch {
    return false; // a browser without the selector has no view transitions
  }
}
