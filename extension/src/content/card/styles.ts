// The style sheet of the card, complete in itself: no style of a page applies to it.

export const STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  display: block !important;
  margin: 0 !important;
  padding: 0 !important;
  border: 0 !important;
  background: transparent !important;
  overflow: visible !important;
  direction: ltr !important;
  unicode-bidi: isolate !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
  font: 400 13px/1.45 system-ui, sans-serif !important;
}

:host(:not(:popover-open)) { display: none !important; } /* hidden unless it is in the top layer */

* { box-sizing: border-box; margin: 0; padding: 0; }

.card {
  --surface: #fff;
  --text: #16181d;
  --neutral: #5d6472;
  --line: #0000001a;
  --fill: #0000000d;
  --accent: #2457e6;
  --on-accent: #fff;
  --success: #12805c;
  --warning: #9a5b00;
  --error: #c4314b;
  --tone: var(--accent);
  position: fixed;
  width: 300px;
  max-width: calc(100vw - 16px);
  max-height: calc(100vh - 16px);
  overflow: auto;
  padding: 12px;
  color: var(--text);
  background: var(--surface);
  border-radius: 14px;
  box-shadow: 0 0 0 1px var(--line), 0 2px 6px #0000001f, 0 12px 32px #00000029;
  outline: none;
  text-align: start;
  animation: appear 140ms cubic-bezier(.2, .8, .3, 1);
}

[data-tone="success"] { --tone: var(--success); }
[data-tone="warning"] { --tone: var(--warning); }
[data-tone="error"] { --tone: var(--error); }

.head { display: flex; align-items: center; gap: 10px; }
.heading { flex: 1; min-width: 0; }
.number {
  display: block;
  font-size: 16px;
  font-weight: 600;
  line-height: 1.3;
  letter-spacing: -.005em;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
  text-align: start;
  user-select: text;
}
[dir="rtl"] .number { text-align: end; }
.details { min-height: 1.45em; color: var(--neutral); font-size: 12px; text-wrap: balance; }

.icon {
  flex: none;
  display: grid;
  place-items: center;
  width: 36px;
  height: 36px;
  border-radius: 50%;
  color: var(--tone);
  background: color-mix(in srgb, var(--tone) 12%, transparent);
}
svg { width: 20px; height: 20px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.body { display: grid; gap: 6px; margin-top: 10px; overflow-wrap: anywhere; }
.title { font-weight: 600; text-wrap: balance; }
.advice, .countdown { color: var(--neutral); text-wrap: pretty; }
.countdown { font-variant-numeric: tabular-nums; }
.label { color: var(--neutral); font-size: 12px; }
.outcome { color: var(--tone); font-size: 12px; font-weight: 600; }

button {
  font: inherit;
  color: inherit;
  border: 0;
  border-radius: 8px;
  background: none;
  cursor: pointer;
}
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.close { flex: none; align-self: flex-start; display: grid; place-items: center; width: 26px; height: 26px; margin: -4px -4px 0 0; color: var(--neutral); }
[dir="rtl"] .close { margin: -4px 0 0 -4px; }
.close svg { width: 16px; height: 16px; }
.close:hover, .copy:hover { background: var(--fill); color: var(--text); }
.primary, .secondary { display: flex; align-items: center; justify-content: center; gap: 8px; min-height: 36px; padding: 6px 14px; font-weight: 600; }
.primary { flex: 1; color: var(--on-accent); background: var(--accent); }
.primary:hover { background: color-mix(in srgb, var(--accent) 88%, black); }
[data-tone="warning"] .primary { background: var(--warning); }
.primary svg { width: 17px; height: 17px; }
.secondary { flex: 1; background: var(--fill); }
.secondary:hover { background: color-mix(in srgb, var(--text) 12%, transparent); }
.choices { display: flex; gap: 8px; margin-top: 4px; }

.receipt {
  display: grid;
  grid-template-columns: 1fr auto;
  align-items: center;
  padding: 4px 4px 8px 10px;
  border-radius: 8px;
  background: var(--fill);
}
[dir="rtl"] .receipt { padding: 4px 10px 8px 4px; }
.label { padding: 3px 0; }
.id { grid-column: 1 / -1; font: 11.5px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
.copy { padding: 3px 8px; color: var(--accent); font-size: 12px; font-weight: 600; }

.country {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  align-items: center;
  gap: 0 10px;
  margin-top: 10px;
  padding: 4px 4px 7px 10px;
  border-radius: 8px;
  background: var(--fill);
}
[dir="rtl"] .country { padding: 4px 10px 7px 4px; }
.select { position: relative; display: grid; grid-template-columns: minmax(0, max-content); justify-content: end; min-width: 0; }
.select svg { position: absolute; inset-inline-end: 6px; top: 50%; width: 15px; height: 15px; margin-top: -7.5px; color: var(--neutral); pointer-events: none; }
select {
  justify-self: end;
  max-width: 100%;
  field-sizing: content; /* a browser without it makes the field as wide as the longest name */
  padding: 3px 24px 3px 6px;
  font: inherit;
  font-weight: 600;
  color: inherit;
  text-align: end;
  text-align-last: end;
  text-overflow: ellipsis;
  border: 0;
  border-radius: 6px;
  background: none;
  appearance: none;
  cursor: pointer;
}
[dir="rtl"] select { padding: 3px 6px 3px 24px; }
select:hover { background: var(--fill); }
select:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
option { color: CanvasText; background: Canvas; font-weight: 400; }
.source { grid-column: 1 / -1; color: var(--neutral); font-size: 12px; }

.footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 8px; margin: 8px -6px -6px; }
.tertiary { padding: 3px 6px; color: var(--neutral); font-size: 12px; }
.tertiary:hover { color: var(--text); background: var(--fill); }
.reasons { margin-top: 8px; padding-inline-start: 16px; color: var(--neutral); font-size: 12px; text-wrap: pretty; }
.reasons[hidden] { display: none; }

[data-state="tooltip"] { display: flex; align-items: center; gap: 4px; width: max-content; max-width: min(300px, 100vw - 16px); padding: 5px 5px 6px 12px; border-radius: 10px; }
[data-state="tooltip"][dir="rtl"] { padding: 5px 12px 6px 5px; }
[data-state="tooltip"] :is(.icon, .close) { display: none; }
[data-state="tooltip"] .number { font-size: 13px; }
[data-state="tooltip"] .details { min-height: 0; line-height: 1.3; }
[data-state="tooltip"] .body { margin: 0; }
.more { display: grid; place-items: center; width: 24px; height: 24px; color: var(--neutral); }
.more:hover { background: var(--fill); color: var(--text); }
.more svg { width: 16px; height: 16px; }
[data-tone="neutral"] { --tone: var(--neutral); }
[data-state="ignored"] .details { display: none; }
[data-state="ignored"] .heading { align-self: center; }
[data-state="ignored"] .number { text-decoration: line-through; text-decoration-thickness: 1px; }

.progress { height: 3px; border-radius: 2px; overflow: hidden; background: var(--fill); }
.progress i { display: block; width: 40%; height: 100%; border-radius: 2px; background: var(--accent); animation: sweep 1.1s ease-in-out infinite; }

@keyframes appear { from { opacity: 0; transform: translateY(4px); } }
@keyframes sweep { from { transform: translateX(-100%); } to { transform: translateX(250%); } }

@media (prefers-color-scheme: dark) {
  .card {
    --surface: #23262d;
    --text: #f1f3f7;
    --neutral: #a8b0bf;
    --line: #ffffff26;
    --fill: #ffffff14;
    --accent: #7ea2ff;
    --on-accent: #0d1530;
    --success: #4fd1a1;
    --warning: #f0b95a;
    --error: #ff8b9c;
    box-shadow: 0 0 0 1px var(--line), 0 12px 32px #00000080;
  }
  .primary:hover { background: color-mix(in srgb, var(--accent) 88%, white); }
}

@media (forced-colors: active) {
  .card { border: 2px solid CanvasText; }
  button, select { border: 1px solid ButtonText; }
  .progress i { background: Highlight; }
}

@media (prefers-reduced-motion: reduce) {
  .card { animation: none; }
  .progress i { width: 100%; animation: fade 2s ease-in-out infinite alternate; }
  @keyframes fade { from { opacity: .3; } }
}

@media print {
  :host { display: none !important; }
}
`;
