// The style of the frame around the card. No style of a page can change it: important rules inside a shadow
// root take precedence over important rules outside, also over those in the element's own style attribute.

export const FRAME_STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: 0 auto auto 0 !important;
  display: block !important;
  box-sizing: border-box !important;
  width: auto !important;
  height: auto !important;
  max-width: none !important;
  max-height: none !important;
  margin: 0 !important;
  padding: 0 !important;
  border: 0 !important;
  overflow: visible !important;
  background: transparent !important;
  transition: none !important;
  animation: none !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
}
:host(:not(:popover-open)) { display: none !important; } /* hidden unless it is in the top layer */
:host::before, :host::after, :host::backdrop {
  all: initial !important;
  content: none !important;
  display: none !important;
  transition: none !important;
  animation: none !important;
}

iframe {
  position: fixed;
  display: block;
  border: 0;
  border-radius: 14px;
  box-shadow: 0 0 0 1px #0000001a, 0 2px 6px #0000001f, 0 12px 32px #00000029;
  color-scheme: light dark;
}
/* Chromium paints the page's colour of selected text over a frame that is selected. */
:host, iframe { user-select: none !important; }
iframe[hidden] { display: block; visibility: hidden; } /* it loads, and its content can be measured */

@media (prefers-color-scheme: dark) {
  iframe { box-shadow: 0 0 0 1px #ffffff26, 0 12px 32px #00000080; }
}
@media (forced-colors: active) {
  iframe { outline: 2px solid CanvasText; }
}
@media print {
  :host { display: none !important; }
}
`;
