// The popup: dial a number, see those on the page and the last calls, see whether everything is ready. It only wires.

import { requestHost } from './host-request.ts';
import { type MessageKey, t } from './i18n.ts';
import { showCalls } from './popup/call-history.ts';
import { callPageNumber, initDialForm, setNumber } from './popup/dial-form.ts';
import { showHostState } from './popup/host-status.ts';
import { showNumbersOnPage } from './popup/page-numbers-list.ts';
import { showSite } from './popup/site-panel.ts';
import { clearBadge } from './toolbar-badge.ts';

document.documentElement.lang = chrome.i18n.getUILanguage();
for (const element of document.querySelectorAll<HTMLElement>('[data-say]')) {
  element.textContent = t(element.dataset.say as MessageKey);
}
for (const input of document.querySelectorAll<HTMLInputElement>('[data-say-placeholder]')) {
  input.placeholder = t(input.dataset.sayPlaceholder as MessageKey);
}

const refreshCalls = (): void => void showCalls(setNumber);
initDialForm(refreshCalls);
requestHost({ type: 'get_status' }).then(showHostState);
requestHost({ type: 'warm_up' }); // a call is likely now; what it answers, get_status says better
refreshCalls();
showNumbersOnPage({
  put: setNumber,
  call: (listed, ended) =>
    callPageNumber(listed, ringing => {
      ended(ringing);
      refreshCalls();
    }),
});
void showSite();
clearBadge();
