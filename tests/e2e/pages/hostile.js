// The attacks of a hostile page, by name, each in a part of it; once `seen.ready` is true, each has ended or runs forever.

const main = document.querySelector('main');
const number = n => `+1 415 555 ${String(n % 10_000).padStart(4, '0')}`;
const everyFrame = []; // what the attacks do in every frame, until `calm` is called
requestAnimationFrame(function frame() {
  for (const each of everyFrame) each();
  requestAnimationFrame(frame);
});

const ATTACKS = {
  'a text of 50 MB'(part) {
    const sentence = `Ticket 4711 was opened on 3 May at 14:30. Call ${number(1)} before noon. `;
    const text = document.createElement('p');
    text.hidden = true; // without layout, which would take the page too long
    text.append(sentence.repeat(50_000_000 / sentence.length));
    part.append(text);
  },
  'a million digits'(part) {
    part.append('0123456789'.repeat(100_000));
  },
  'a megabyte of groups of digits'(part) {
    const pre = document.createElement('pre');
    for (let n = 0; n < 16_000; n++) pre.append(`${n} ${number(n)} 4155550${String(n % 1000).padStart(3, '0')} 12.34 20260131 00\n`);
    pre.style.cssText = 'height: 200px; overflow: auto';
    part.append(pre);
  },
  'a paragraph of 20,000 spans'(part) {
    part.innerHTML = `<p>${Array.from({ length: 20_000 }, (_, n) => `<span>${n % 10}</span>`).join('')}</p>`;
  },
  'a hundred nested roots'(part) {
    let root = part;
    for (let depth = 0; depth < 100; depth++) {
      const host = document.createElement('div');
      root.append(host);
      root = host.attachShadow({ mode: depth % 2 ? 'open' : 'closed' });
    }
    root.innerHTML = '<p>Deep: +1 415 555 0151</p>';
    seen.deep = root.firstElementChild;
  },
  'five thousand nested elements'(part) {
    let inner = part;
    for (let depth = 0; depth < 5_000; depth++) {
      const next = document.createElement(depth < 2_500 ? 'div' : 'span');
      inner.append(next);
      inner = next;
    }
    inner.append('Deep: +1 415 555 0151');
  },
  'fifty frames'(part) {
    for (let n = 0; n < 50; n++) {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<p>${number(n)}</p>`;
      part.append(frame);
    }
  },
  'all numbers are others in every frame'(part) {
    part.innerHTML = '<p></p>'.repeat(200);
    let turn = 0;
    everyFrame.push(() => {
      turn++;
      for (const [n, line] of [...part.children].entries()) line.textContent = `Line ${n}: ${number(n + turn)}`;
    });
  },
  'more numbers are others in every frame than can be read'(part) {
    part.innerHTML = '<p></p>'.repeat(5_000);
    const lines = [...part.children].map(line => line.appendChild(new Text()));
    let turn = 0;
    everyFrame.push(() => {
      turn++;
      for (const [n, line] of lines.entries()) line.data = number(n + turn);
    });
  },
  'elements come and go in every frame'(part) {
    everyFrame.push(() => {
      part.innerHTML = Array.from({ length: 50 }, (_, n) => `<div><p>Call <b>${number(n)}</b></p></div>`).join('');
    });
  },
  'marks are cleared in every frame'() {
    everyFrame.push(() => CSS.highlights?.clear());
  },
  'prototypes are overridden'() {
    const broken = () => { throw new Error('overridden'); };
    const kinds = { Node, Element, Text, CharacterData, Document, TreeWalker, Range, EventTarget, MutationObserver, IntersectionObserver };
    for (const kind of Object.values(kinds)) {
      for (const [name, { configurable, value }] of Object.entries(Object.getOwnPropertyDescriptors(kind.prototype))) {
        if (!configurable || name === 'constructor' || name === 'readyState') continue; // tests read readyState
        if (typeof value === 'function') kind.prototype[name] = broken;
        else Object.defineProperty(kind.prototype, name, { configurable: true, get: broken });
      }
    }
    for (const name of ['getComputedStyle', 'requestIdleCallback', 'performance', 'Highlight', 'StaticRange']) window[name] = broken;
    for (const kind of [Map, Set, WeakMap, String, RegExp]) {
      for (const name of Object.getOwnPropertyNames(kind.prototype)) {
        if (typeof Object.getOwnPropertyDescriptor(kind.prototype, name).value === 'function' && name !== 'constructor') kind.prototype[name] = broken;
      }
    }
  },
  'prototypes are frozen'() {
    for (const kind of [Object, Array, Function, Promise, Map, Set, Node, Element, Document, Event, EventTarget]) {
      Object.freeze(kind.prototype);
    }
    Object.freeze(CSS);
  },
  'nodes are adopted by another document'(part) {
    const frame = document.createElement('iframe');
    part.append(frame);
    let turn = 0;
    const line = document.createElement('p');
    line.textContent = `Moved: ${number(1)}`;
    everyFrame.push(() => {
      const where = turn++ % 2 ? document : frame.contentDocument;
      where.querySelector(turn % 2 ? 'body' : 'main').append(where.adoptNode(line));
    });
  },
  'the body is replaced'() {
    const body = document.createElement('body');
    body.append(...document.body.childNodes);
    document.body.replaceWith(body);
  },
  'the root is replaced'() {
    const root = document.createElement('html');
    root.append(...document.documentElement.childNodes);
    document.documentElement.replaceWith(root);
  },
  'the document is written anew'() {
    const style = document.querySelector('style').outerHTML;
    const text = document.querySelector('#stable').textContent;
    return new Promise(done => {
      setTimeout(() => {
        document.open();
        document.write(`<!doctype html>${style}<p id="stable">${text}</p><main></main>`);
        document.close();
        done();
      }, 1500); // after the extension has read it
    });
  },
};

/** Dispatch an event of every kind at the element at a point, at the card and at their ancestors; return how many. */
window.fireAll = (x, y, card) => {
  const at = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, detail: 1, button: 0, key: 'Enter', code: 'Enter', pointerType: 'mouse' };
  const kinds = {
    PointerEvent: 'pointerover pointerenter pointermove pointerdown pointerup pointerout click auxclick contextmenu',
    MouseEvent: 'mouseover mousemove mousedown mouseup click dblclick contextmenu',
    KeyboardEvent: 'keydown keypress keyup',
    FocusEvent: 'focus focusin blur focusout',
    DragEvent: 'dragstart drag dragover drop dragend',
    InputEvent: 'beforeinput input',
    TouchEvent: 'touchstart touchend',
    WheelEvent: 'wheel',
    ClipboardEvent: 'copy cut paste',
    MessageEvent: 'message',
    StorageEvent: 'storage',
    SubmitEvent: 'submit',
    CustomEvent: 'click call dial voiso-call place_call',
    Event: 'change select scroll resize toggle command beforetoggle visibilitychange pagehide pageshow',
  };
  const host = document.querySelector(card);
  const hit = document.elementFromPoint(x, y);
  const targets = [hit, hit?.firstChild, host, document.body, document.documentElement, document, window];
  let fired = 0;
  for (const target of targets) {
    for (const [name, types] of Object.entries(kinds)) {
      const Kind = window[name];
      if (!target || !Kind) continue;
      for (const type of types.split(' ')) {
        // A click without a pointer type is one by keyboard.
        for (const init of [at, { ...at, shiftKey: true }, { ...at, pointerType: '' }]) {
          const event = new Kind(type, init);
          target.dispatchEvent(event);
          fired++;
        }
      }
    }
  }
  for (const each of [hit, host]) each?.click?.();
  for (const type of ['place_call', 'warm_up', 'configure']) postMessage({ type, number: '+14155550342' }, '*');
  return fired;
};

window.calm = () => { everyFrame.length = 0; };

const names = decodeURIComponent(location.search.slice(1)).split('|').filter(Boolean);
const ends = names.map(name => ATTACKS[name](main.appendChild(document.createElement('div'))));
Promise.all(ends).then(() => { seen.ready = true; });
