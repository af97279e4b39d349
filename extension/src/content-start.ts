// The first content script of every page: listens before scripts of the page can, and does nothing else.

import { isUntouched, WindowEvents } from './content/dom/window-events.ts';

globalThis.voisoCallWindowEvents ??= new WindowEvents(isUntouched(window));
