// The popup: connects the dial field with the question, the host's status, the site, and the lists.

import { numberFields } from './call-subject.ts';
import { byPart } from './dom.ts';
import { requestHost } from './host-request.ts';
import { localizeDocument } from './localize.ts';
import { dismissResult, initCallFlow, placeCall, placeNewCall, showLastCall } from './popup/call-flow.ts';
import { CallHistory } from './popup/call-history.ts';
import { showCallerIds } from './popup/caller-id.ts';
import { showClipboard } from './popup/clipboard.ts';
import { focusChoices, setNumber, takeText } from './popup/dial-field.ts';
import { clearIfCalled, initDialForm, setCalling, setHostReady } from './popup/dial-form.ts';
import { isHostReady, showHostState, showHostStatus } from './popup/host-status.ts';
import { KeyboardGuard } from './popup/keyboard-guard.ts';
import { showOneClickSites } from './popup/one-click-panel.ts';
import { focusPageNumbers, showPageNumbers } from './popup/page-numbers-list.ts';
import { setQuestionCalling, showQuestion } from './popup/question.ts';
import { showSite } from './popup/site-panel.ts';
import { fillWindow } from './popup/window-layout.ts';
import { popupTabId } from './popup-tab.ts';
import type { Call } from './protocol.ts';
import { clearBadge } from './toolbar-badge.ts';

localizeDocument();
void fillWindow();
const keyboard = new KeyboardGuard();
const history = new CallHistory({
  onEdit: ({ number, phone_extension: extension }) => edit(number, extension ?? undefined),
  onRedial: ({ number, phone_extension: extension }: Call) =>
    placeNewCall({ number, ...(extension !== null && { phone_extension: extension }) }),
});

initCallFlow({
  onBusy: isCalling => {
    setCalling(isCalling);
    setQuestionCalling(isCalling);
  },
  onFinished: ({ original_text }, mayBeRinging) => {
    if (mayBeRinging) clearIfCalled(original_text);
    // Voiso may have said that it does not accept the key, or that it does now; the result tells that.
    void requestHost({ type: 'get_status' }).then(showHostState);
    void history.refresh();
  },
});
initDialForm(() => focusChoices() || focusPageNumbers() || history.focus());
void refreshStatus();
// A call is likely soon. Whether anything answers at the address of the account is known only after this.
void requestHost({ type: 'warm_up' }).then(reply => {
  if (reply.type === 'failure') void refreshStatus();
});
void history.refresh();
void showPageNumbers({
  onSelect: ({ number, phone_extension }) => edit(number, phone_extension),
  // No other fields: the list is from the page's process.
  onCall: (pageNumber, onFinished) => placeNewCall(numberFields(pageNumber), onFinished),
});
void showSite();
void showOneClickSites();
void showQuestion(keyboard, placeCall).then(hasQuestion => {
  if (hasQuestion) return;
  void showLastCall();
  void showClipboard(text => void takeText(text));
});
byPart('settings').addEventListener(
  'click',
  () => void chrome.runtime.openOptionsPage().then(() => window.close()),
);
void popupTabId().then(async tabId => {
  if (tabId !== undefined) await clearBadge(tabId);
});

/** Put a number into the dial field, to be changed before it is called. */
function edit(number: string, extension: string | undefined): void {
  dismissResult();
  setNumber(extension === undefined ? number : `${number} ext. ${extension}`);
}

async function refreshStatus(): Promise<void> {
  const reply = await requestHost({ type: 'get_status' });
  showHostStatus(reply, () => void refreshStatus());
  setHostReady(isHostReady(reply));
  if (reply.type === 'failure') return;
  history.setAccount(reply);
  await showCallerIds(reply);
}
