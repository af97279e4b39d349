// The document of the card: connects its view, the calls placed from it and the content script.

import { CallSession } from './card/call-session.ts';
import { CardPressGuard } from './card/card-press-guard.ts';
import { CardView } from './card/card-view.ts';
import { receivePort } from './card/content-port.ts';
import { loadSite } from './card/site.ts';
import { localizeDocument } from './localize.ts';
import { loadSettings } from './settings/storage.ts';

localizeDocument();
const token = location.hash.slice(1);

/** Apply the agent's setting for the size. */
async function showSize(): Promise<void> {
  const settings = await loadSettings().catch(() => undefined);
  document.documentElement.dataset.size = settings?.values.card_size ?? 'normal';
}

// A page may sandbox all its frames: then the browser gives this document no origin, and nobody would know whom its
// requests are from. The content script gets no answer, and the number is offered in the popup.
if (origin !== 'null')
  void Promise.all([receivePort(token), showSize()]).then(([port]) => {
    const guard = new CardPressGuard(
      () => port.askClear(),
      () => session.offerInPopup(),
    );
    const view = new CardView({
      accepts: () => guard.accepts(),
      onResize: (width, height) => {
        guard.restart();
        port.send({ type: 'size_changed', width, height });
      },
    });
    document.body.append(view.card);
    guard.watch();
    const session = new CallSession(view, loadSite(token), message => {
      guard.restart();
      port.send(message);
    });
    port.listen(message => {
      if (message.type === 'focus_given') guard.onFocusGiven();
      session.onMessage(message);
    });
    window.addEventListener('keydown', event => {
      if (event.isTrusted && event.key === 'Escape') session.close();
    });
  });
