// Test only: records which work the extension's scripts have under way in a document, and reports when it is done.
//
// Runs before the extension's own scripts: first in the isolated world of the content scripts, and first in each
// page of the extension. Every timer, animation frame, idle callback, message, storage access and import of theirs
// goes through the wrappers below. An interval is not counted: the extension uses one to redraw a countdown, next
// to a timer. A test dispatches `test-when-idle` (detail: a horizon and a timeout in ms) at the window. `test-idle`
// follows as soon as nothing is under way and no timer is due within the horizon, or after the timeout; its detail
// is how much work was begun so far, a space, and a list of the work that is under way.
// `test-list-imports` is answered with `test-imports` (detail: names of imported modules).

(() => {
  const MAX_FRAME_MS = 400;
  const MAX_CONFIRMATION_MS = 5000;
  const work = new Map(); // token: { name, dueAt in ms of performance.now() }
  const waits = new Set(); // { horizonMs, giveUpTimer } of the tests that wait
  const setTimeoutOriginal = window.setTimeout.bind(window);
  const clearTimeoutOriginal = window.clearTimeout.bind(window);
  const imported = []; // the names of modules
  const isCard = window !== window.top && location.protocol.endsWith('-extension:');
  let lastToken = 0;
  let isCheckScheduled = false;

  const begin = (name, delayMs = 0) => {
    work.set(++lastToken, { name, dueAt: performance.now() + delayMs });
    return lastToken;
  };
  const end = (token) => {
    if (work.delete(token)) scheduleCheck();
  };

  const workWithin = (horizonMs) => {
    const now = performance.now();
    const due = [...work.values()].filter(({ dueAt }) => dueAt - now <= horizonMs);
    return due.map(({ name, dueAt }) => `${name} in ${Math.round(dueAt - now)} ms`).join(', ');
  };
  const answer = (wait, underWay) => {
    waits.delete(wait);
    clearTimeoutOriginal(wait.giveUpTimer);
    window.dispatchEvent(new CustomEvent('test-idle', { detail: `${lastToken} ${underWay}` }));
  };

  // In a task of its own: work that is started by the continuation of a promise is recorded by then.
  const scheduleCheck = () => {
    if (isCheckScheduled || waits.size === 0) return;
    isCheckScheduled = true;
    setTimeoutOriginal(() => {
      isCheckScheduled = false;
      for (const wait of [...waits]) if (workWithin(wait.horizonMs) === '') answerUnlessWorkFollows(wait);
    });
  };
  const answerUnlessWorkFollows = (wait) => {
    const tokenBefore = lastToken;
    afterTwoFrames(() => {
      if (!waits.has(wait)) return;
      if (lastToken === tokenBefore) answer(wait, '');
      else scheduleCheck();
    });
  };
  // By then, mutation, resize and intersection observers were notified of all that has happened, and may have
  // started work. A hidden tab has no animation frames, nor has a frame that is not displayed.
  const requestFrameOriginal = window.requestAnimationFrame.bind(window);
  const cancelFrameOriginal = window.cancelAnimationFrame.bind(window);
  const afterTwoFrames = (callback) => {
    const isHidden = document.visibilityState === 'hidden' || window.innerWidth === 0;
    const start = isHidden ? setTimeoutOriginal : isCard ? requestFrameOfCard : requestFrameOriginal;
    start(() => start(callback));
  };
  // Chromium gives no animation frames to a frame of another process which is out of view.
  const requestFrameOfCard = (callback) => {
    const giveUpTimer = setTimeoutOriginal(() => {
      cancelFrameOriginal(handle);
      callback();
    }, MAX_FRAME_MS);
    const handle = requestFrameOriginal(() => {
      clearTimeoutOriginal(giveUpTimer);
      callback();
    });
  };

  const followCallbacks = (startName, cancelName, delayOf) => {
    const start = window[startName].bind(window);
    const cancel = window[cancelName].bind(window);
    const tokens = new Map(); // by the browser's handle
    globalThis[startName] = (callback, ...options) => {
      const token = begin(startName, delayOf(...options));
      const handle = start((...values) => {
        tokens.delete(handle);
        try {
          callback(...values);
        } finally {
          end(token);
        }
      }, ...options);
      tokens.set(handle, token);
      return handle;
    };
    globalThis[cancelName] = (handle) => {
      cancel(handle);
      end(tokens.get(handle));
      tokens.delete(handle);
    };
  };
  followCallbacks('setTimeout', 'clearTimeout', (delayMs = 0) => delayMs);
  followCallbacks('requestAnimationFrame', 'cancelAnimationFrame', () => 0);
  followCallbacks('requestIdleCallback', 'cancelIdleCallback', () => 0);

  const followPromise = (name, promise) => {
    const token = begin(name);
    Promise.resolve(promise).then(
      () => end(token),
      () => end(token),
    );
    return promise;
  };
  const nextTask = () => new Promise((resolve) => setTimeoutOriginal(resolve));
  const followCalls = (owner, name) => {
    const original = owner?.[name]?.bind(owner);
    if (original) owner[name] = (...values) => followPromise(name, original(...values));
  };
  followCalls(chrome.runtime, 'sendMessage');
  for (const name of ['query', 'sendMessage']) followCalls(chrome.tabs, name); // of the popup alone
  for (const name of ['get', 'set', 'remove']) {
    followCalls(chrome.storage.local, name);
    followCalls(chrome.storage.session, name); // not in content scripts
  }
  const getURL = chrome.runtime.getURL.bind(chrome.runtime);
  chrome.runtime.getURL = (path) => {
    const url = getURL(path);
    if (path.endsWith('.js')) {
      imported.push(path);
      // The caller imports the module next. A second import of it is done later than the caller's.
      followPromise('import', import(url).then(() => import(url)).then(nextTask));
    }
    return url;
  };

  // A message on a port counts until its receiver has handled it: the script there then confirms it, by a message
  // on the same port that only this listener gets, because it is the first one.
  const HANDLED = 'test-message-handled';
  const CLOSED = 'test-port-closed';
  // Where both ends are in this document, the receiver confirms it directly: the sender may not be started.
  const followPort = (port, confirmInThisDocument = () => false) => {
    const unconfirmed = []; // tokens
    const confirm = () => {
      const isExpected = unconfirmed.length > 0;
      end(unconfirmed.shift());
      return isExpected;
    };
    let isClosed = false; // at the other end
    const postMessage = port.postMessage.bind(port);
    const close = port.close.bind(port);
    const onClose = () => {
      isClosed = true;
      unconfirmed.splice(0).forEach(end);
    };
    port.postMessage = (...values) => {
      postMessage(...values);
      if (isClosed) return;
      const token = begin('port.postMessage');
      unconfirmed.push(token);
      setTimeoutOriginal(() => end(token), MAX_CONFIRMATION_MS); // the document there was gone before it had the port
    };
    port.close = () => {
      close();
      onClose();
    };
    port.addEventListener('close', onClose);
    // Firefox has no such event.
    window.addEventListener('pagehide', () => postMessage(CLOSED));
    port.addEventListener('message', (event) => {
      if (event.data === HANDLED || event.data === CLOSED) {
        event.stopImmediatePropagation();
        if (event.data === CLOSED) onClose();
        else confirm();
        return;
      }
      const token = begin('message on a port');
      setTimeoutOriginal(() => {
        if (!confirmInThisDocument()) postMessage(HANDLED);
        end(token);
      });
    });
    return confirm;
  };
  const MessageChannelOriginal = window.MessageChannel;
  globalThis.MessageChannel = function () {
    const channel = new MessageChannelOriginal();
    const confirmFirst = followPort(channel.port1, () => confirmSecond());
    const confirmSecond = followPort(channel.port2, confirmFirst);
    return channel;
  };
  if (isCard) {
    const token = begin('wait for the port');
    window.addEventListener('message', ({ ports }) => {
      for (const port of ports) followPort(port);
      if (ports.length > 0) end(token);
    });
  }

  window.addEventListener('test-when-idle', (event) => {
    event.preventDefault(); // this tells the test that the script is there
    const [horizonMs, timeoutMs] = event.detail.split(' ').map(Number);
    const wait = { horizonMs };
    wait.giveUpTimer = setTimeoutOriginal(() => answer(wait, workWithin(horizonMs)), timeoutMs);
    waits.add(wait);
    scheduleCheck();
  });
  window.addEventListener('test-list-imports', () => {
    window.dispatchEvent(new CustomEvent('test-imports', { detail: imported.join() }));
  });
})();
