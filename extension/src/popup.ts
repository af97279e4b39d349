// The popup: dial a number, see those on the page and the last calls, see whether everything is ready. It only wires.

import { ask } from './host-request.ts';
import { type Key, say } from './i18n.ts';
import { showCalls } from './popup/call-history.ts';
import { callListed, putNumber, startDialer } from './popup/dial-form.ts';
import { showHostState } from './popup/host-status.ts';
import { showNumbersOnPage } from './popup/page-numbers-list.ts';
import { showSite } from './popup/site-panel.ts';
import { clearBadge } from './toolbar-badge.ts';

document.documentElement.lang = chrome.i18n.getUILanguage();
for (const element of document.querySelectorAll<HTMLElement>('[data-say]')) {
  element.textContent = say(element.dataset.say as Key);
}
for (const input of document.querySelectorAll<HTMLInputElement>('[data-say-placeholder]')) {
  input.placeholder = say(input.dataset.sayPlaceholder as Key);
}

const refreshCalls = (): void => void showCalls(putNumber);
startDialer(refreshCalls);
ask({ type: 'get_status' }).then(showHostState);
ask({ type: 'warm_up' }); // a call is likely now; what it answers, get_status says better
refreshCalls();
showNumbersOnPage({
  put: putNumber,
  call: (listed, ended) =>
    callListed(listed, ringing => {
      ended(ringing);
      refreshCalls();
    }),
});
void showSite();
clearBadge();
