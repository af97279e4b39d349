// The main module of a frame, loaded when it may contain a number: connects site, scanner, card and calls.

import { isFrameMessage } from '../context-message-guards.ts';
import type { FrameMessage, ReplyOf } from '../context-messages.ts';
import { failure } from '../failures.ts';
import type { Failure } from '../protocol.ts';
import { highlightName } from '../settings/looks.ts';
import { type Detection, startDetection } from './detection.ts';
import { InnerFrameCalls } from './inner-frame-calls.ts';
import { KeyboardCommands } from './keyboard-commands.ts';
import { PageNumbersProvider } from './page-numbers-provider.ts';
import { SiteContext } from './site/site-context.ts';
import { TopFrame } from './top-frame.ts';

const main = init();

/** Handle a message from the background script or the popup to this frame. */
export async function onMessage(message: unknown): Promise<ReplyOf<FrameMessage> | Failure> {
  if (!isFrameMessage(message)) return failure('invalid_request', 'not a message for a frame');
  const { topFrame, site, keyboard } = await main;
  switch (message.type) {
    case 'get_site_report':
      return site.currentReport();
    case 'get_address':
      return { type: 'page_address', address: location.href };
    case 'call_started':
    case 'call_finished':
      topFrame?.onCallUpdate(message);
      return { type: 'frame_done' };
    case 'show_offer':
      topFrame?.showOffer(message);
      return { type: 'frame_done' };
    case 'site_settings_changed':
      await site.refresh();
      return { type: 'frame_done' };
    case 'keyboard_command':
      return { type: 'keyboard_reply', outcome: keyboard.run(message) };
  }
}

/** Send the numbers of this frame to the popup that has connected. */
export async function onPopupPort(port: chrome.runtime.Port): Promise<void> {
  (await main).pageNumbers.connect(port);
}

async function init() {
  const controller = new AbortController();
  const { signal } = controller;
  let detection: Detection | undefined;

  const site = new SiteContext(document, () => {
    updateDetection();
    pageNumbers.invalidate();
  });
  const topFrame = window === window.top ? new TopFrame(site, signal) : undefined;
  const calls = topFrame?.calls ?? new InnerFrameCalls(signal);
  const pageNumbers = new PageNumbersProvider({
    matchesIn: node => detection?.scanner.matchesIn(node) ?? [],
    region: () => site.region?.region,
    accepts: ({ originalText, isUncertain }, isLink) =>
      !isUncertain && site.isDetectionAllowed(originalText, isLink),
  });

  const keyboard = new KeyboardCommands({ site, calls, scanner: () => detection?.scanner, signal });

  /** An extension that was updated or removed leaves its content script behind, which then stops. */
  const isContextValid = () => {
    if (!chrome.runtime?.id) controller.abort();
    return !signal.aborted;
  };
  const start = () => startDetection({ site, calls, keyboard, pageNumbers, isContextValid, signal });
  const updateDetection = () => {
    if (site.detectionMode === 'nothing') {
      detection?.stop();
      detection = undefined;
    } else if (detection && highlightName(detection.looks) === highlightName(site.looks)) {
      detection.scanner.rescanAll();
    } else if (isContextValid()) {
      detection?.stop();
      detection = start();
    }
  };

  await site.load(signal);
  if (site.detectionMode !== 'nothing') detection = start();
  return { keyboard, pageNumbers, site, topFrame };
}
