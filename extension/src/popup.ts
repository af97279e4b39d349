// The popup: connects the dial field with the question, the host's status, the site, and the lists.

import { requestHost } from './host-request.ts';
import { localizeDocument } from './localize.ts';
import { showCallHistory } from './popup/call-history.ts';
import { callPageNumber, initDialForm, placeCall, setNumber } from './popup/dial-form.ts';
import { showHostStatus } from './popup/host-status.ts';
import { KeyboardGuard } from './popup/keyboard-guard.ts';
import { showOneClickSites } from './popup/one-click-panel.ts';
import { showPageNumbers } from './popup/page-numbers-list.ts';
import { showQuestion } from './popup/question.ts';
import { showSite } from './popup/site-panel.ts';
import { popupTabId } from './popup-tab.ts';
import { clearBadge } from './toolbar-badge.ts';

localizeDocument();
const keyboard = new KeyboardGuard();
const refreshHistory = (): void => void showCallHistory(setNumber);
initDialForm(refreshHistory);
requestHost({ type: 'get_status' }).then(showHostStatus);
requestHost({ type: 'warm_up' }); // a call is likely soon; get_status reports whether it can be placed
refreshHistory();
showPageNumbers({
  onSelect: setNumber,
  onCall: (pageNumber, onFinished) =>
    callPageNumber(pageNumber, mayBeRinging => {
      onFinished(mayBeRinging);
      refreshHistory();
    }),
});
void showSite();
void showOneClickSites();
void showQuestion(keyboard, call => placeCall(call, refreshHistory));
void popupTabId().then(async tabId => {
  if (tabId !== undefined) await clearBadge(tabId);
});
