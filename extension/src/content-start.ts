// Runs in every page before the page's own scripts, so that these cannot keep an event from the card.

import { registerFirst } from './content/dom/first-listeners.ts';

registerFirst();
