// Waits until every promise that can settle without a timer has settled.

export function flushPromises(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
