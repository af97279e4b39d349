// The first content script of every page: listens before scripts of the page can, and does nothing else.

import { WindowEvents } from './content/dom/window-events.ts';

// Firefox runs it late in the pages that are open when the extension is installed.
globalThis.voisoCallWindowEvents ??= new WindowEvents(document.readyState === 'loading');
