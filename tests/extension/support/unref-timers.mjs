// Lets a test process end although a request without an answer has a timeout of minutes. Loaded before each test file.

const LONG_MS = 10_000;
const { setTimeout } = globalThis;

globalThis.setTimeout = Object.assign((callback, delay, ...values) => {
  const timer = setTimeout(callback, delay, ...values);
  return delay >= LONG_MS ? timer.unref() : timer;
}, setTimeout);
