// NativeHostClient with a host that is missing, stops or stays silent: every request is answered.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { NativeHostClient } from '../../../extension/src/background/native-host-client.ts';
import type { ErrorCode, RequestEnvelope } from '../../../extension/src/protocol.ts';
import {
  clientWith,
  EXTENSION,
  FakePort,
  replyAll,
  replyNothing,
  replyToHello,
} from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { PLACE_CALL as call } from '../support/message-fixtures.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

const PERMANENT_ERRORS: [text: string, browser: 'chromium' | 'firefox', code: ErrorCode][] = [
  ['Specified native messaging host not found.', 'chromium', 'host_missing'],
  ['Native messaging host com.voiso.click_to_call is not registered.', 'chromium', 'host_missing'],
  ['Failed to start native messaging host.', 'chromium', 'host_missing'],
  ['Access to the specified native messaging host is forbidden.', 'chromium', 'host_forbidden'],
  ['No such native application com.voiso.click_to_call', 'firefox', 'host_missing'],
];
for (const [text, browser, code] of PERMANENT_ERRORS) {
  test(`disconnect: “${text}” is ${code} without a retry`, async () => {
    const port = new FakePort(replyNothing);
    const reply = clientWith(port).request(call);
    port.close(text, browser);
    assert.deepEqual(await reply, { type: 'failure', code, params: {}, detail: text });
  });
}

const CRASHES: [text: string | undefined, browser: 'chromium' | 'firefox'][] = [
  ['Native host has exited.', 'chromium'],
  ['Error when communicating with the native messaging host.', 'chromium'],
  ['An unexpected error occurred', 'firefox'],
  [undefined, 'firefox'],
];
for (const [text, browser] of CRASHES) {
  test(`disconnect: after “${text}” the same call is sent once more to a new host`, async () => {
    const [first, second] = [new FakePort(replyToHello), new FakePort()];
    const reply = clientWith(first, second).request(call);
    await flushPromises();
    first.close(text, browser);
    assert.equal((await reply).type, 'call_placed');
    assert.deepEqual([first.requests, second.requests], [[call], [call]]);
  });

  test(`disconnect: a second “${text}” is host_crashed with an unknown outcome`, async () => {
    const [first, second] = [new FakePort(replyToHello), new FakePort(replyToHello)];
    const promise = clientWith(first, second).request(call);
    await flushPromises();
    first.close(text, browser);
    await flushPromises();
    second.close(text, browser);
    const reply = await promise;
    assert.ok(reply.type === 'failure');
    assert.deepEqual([reply.code, reply.params], ['host_crashed', { outcome: 'unknown' }]);
  });
}

test('disconnect: before the reply to hello, the outcome of a call is known', async () => {
  const [first, second] = [new FakePort(replyNothing), new FakePort(replyNothing)];
  const promise = clientWith(first, second).request(call);
  first.close('Native host has exited.');
  second.close('Native host has exited.');
  const reply = await promise;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_crashed', {}]);
});

test('disconnect: the outcome of a sent call is unknown if the next host is missing', async () => {
  const [first, second] = [new FakePort(replyToHello), new FakePort(replyNothing)];
  const promise = clientWith(first, second).request(call);
  await flushPromises();
  first.close('Native host has exited.');
  second.close('Specified native messaging host not found.');
  const reply = await promise;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_missing', { outcome: 'unknown' }]);
});

test('disconnect: between two requests, the next request starts a new host', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const client = clientWith(first, second);
  await client.request({ type: 'warm_up' });
  first.close();
  assert.equal((await client.request({ type: 'warm_up' })).type, 'warmed_up');
  assert.equal(first.requests.length, 1);
});

test('request: a port that throws counts as disconnected', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const client = clientWith(first, second);
  await client.request({ type: 'warm_up' });
  first.disconnected = true; // the browser has not notified anybody yet
  assert.equal((await client.request(call)).type, 'call_placed');
  first.close('Native host has exited.'); // the late notification must not close the second connection
  assert.equal((await client.request({ type: 'warm_up' })).type, 'warmed_up');
  assert.deepEqual(second.requests, [call, { type: 'warm_up' }]);
});

test('request: a browser that cannot connect is host_crashed', async () => {
  const client = new NativeHostClient(() => {
    throw new Error('Access to native messaging requires nativeMessaging permission');
  }, EXTENSION);
  const reply = await client.request(call);
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_crashed', {}]);
});

test('timeout: no reply to hello within 5 seconds is host_silent and closes the connection', async () => {
  const port = new FakePort(replyNothing);
  const promise = clientWith(port).request(call);
  mock.timers.tick(4_999);
  assert.equal(port.disconnected, false);
  mock.timers.tick(1);
  const reply = await promise;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params, port.disconnected], ['host_silent', {}, true]);
});

const TIMEOUTS: [RequestEnvelope['request'], timeoutMs: number, params: object][] = [
  [call, 65_000, { outcome: 'unknown' }],
  [{ type: 'get_status' }, 15_000, {}],
  [{ type: 'check_number', number: '+14155550100' }, 15_000, {}],
];
for (const [request, timeoutMs, params] of TIMEOUTS) {
  test(`timeout: ${request.type} is host_silent after ${timeoutMs / 1000} seconds`, async () => {
    const port = new FakePort(replyToHello);
    let reply: unknown;
    void clientWith(port)
      .request(request)
      .then(value => {
        reply = value;
      });
    await flushPromises();
    mock.timers.tick(timeoutMs - 1);
    await flushPromises();
    assert.equal(reply, undefined);
    mock.timers.tick(1);
    await flushPromises();
    assert.deepEqual(reply, { type: 'failure', code: 'host_silent', params, detail: 'no reply' });
  });
}

test('timeout: a reply after it is ignored', async () => {
  const port = new FakePort(replyToHello);
  const client = clientWith(port);
  const warmUp = client.request({ type: 'warm_up' });
  const placed = client.request(call);
  await flushPromises();
  mock.timers.tick(15_000);
  assert.equal((await warmUp).type, 'failure');
  for (const message of port.sent.slice(1)) port.receive(replyAll(message));
  assert.equal((await placed).type, 'call_placed');
});

test('idle: the host is stopped after five minutes and started again by the next request', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const client = clientWith(first, second);
  await client.request({ type: 'warm_up' });
  mock.timers.tick(4 * 60_000);
  await client.request({ type: 'warm_up' });
  mock.timers.tick(4 * 60_000);
  assert.equal(first.disconnected, false);
  mock.timers.tick(60_000);
  assert.equal(first.disconnected, true);
  assert.equal((await client.request(call)).type, 'call_placed');
});
