// Knows what the browser itself may draw above the page because of the page, and above the card with it.

import { windowEvents } from './window-events.ts';

// Longer than the browsers show how to leave the full screen, or how to get the pointer back.
const NOTICE_MS = 8_000;
const NOTICE_PX = 200; // from the top of the screen to below the notice
const NOTICES = ['fullscreenchange', 'pointerlockchange'] as const;

interface PictureInPictureWindow extends Window {
  readonly documentPictureInPicture?: { readonly window: Window | null };
}

/** Return whether a notice of the browser or a window that stays in front may be above what begins at `top`, in px. */
export function mayBrowserCover(top: number): boolean {
  return mayNoticeCover(top) || hasWindowInFront();
}

/** Return whether the notice of the full screen, through which clicks go, may be above what begins at `top`, in px. */
export function mayNoticeCover(top: number): boolean {
  if (top >= NOTICE_PX || (!document.fullscreenElement && !document.pointerLockElement)) return false;
  const times = NOTICES.map(type => windowEvents().lastTime(type) ?? 0);
  return performance.now() - Math.max(...times) < NOTICE_MS;
}

function hasWindowInFront(): boolean {
  const { documentPictureInPicture }: PictureInPictureWindow = window;
  return document.pictureInPictureElement !== null || Boolean(documentPictureInPicture?.window);
}
