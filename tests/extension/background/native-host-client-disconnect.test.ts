// The line to the host when the host is gone or silent: every request is answered, and no call is dialled twice.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { NativeHostClient } from '../../../extension/src/background/native-host-client.ts';
import type { Code, PlaceCall, RequestEnvelope } from '../../../extension/src/protocol.ts';
import callRequest from '../../fixtures/messages/request_place_call.json';
import { byFixture, FakePort, hostWith, onlyHello } from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';

const call = callRequest.request as PlaceCall;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

const GONE: [text: string, browser: 'chromium' | 'firefox', code: Code][] = [
  ['Specified native messaging host not found.', 'chromium', 'host_missing'],
  ['Native messaging host com.voiso.click_to_call is not registered.', 'chromium', 'host_missing'],
  ['Failed to start native messaging host.', 'chromium', 'host_missing'],
  ['Access to the specified native messaging host is forbidden.', 'chromium', 'host_forbidden'],
  ['No such native application com.voiso.click_to_call', 'firefox', 'host_missing'],
];
for (const [text, browser, code] of GONE) {
  test(`“${text}” is ${code}, at once and without another try`, async () => {
    const port = new FakePort(() => undefined);
    const answer = hostWith(port).request(call);
    port.close(text, browser);
    assert.deepEqual(await answer, { type: 'failure', code, params: {}, detail: text });
  });
}

const CRASHES: [text: string | undefined, browser: 'chromium' | 'firefox'][] = [
  ['Native host has exited.', 'chromium'],
  ['Error when communicating with the native messaging host.', 'chromium'],
  ['An unexpected error occurred', 'firefox'],
  [undefined, 'firefox'],
];
for (const [text, browser] of CRASHES) {
  test(`after “${text}” the very same call goes to a new host, once`, async () => {
    const [first, second] = [new FakePort(onlyHello), new FakePort()];
    const answer = hostWith(first, second).request(call);
    await flushPromises();
    first.close(text, browser);
    assert.equal((await answer).type, 'call_placed');
    assert.deepEqual([first.requests, second.requests], [[call], [call]]);
  });

  test(`a second “${text}” is host_crashed, and the call may be ringing`, async () => {
    const [first, second] = [new FakePort(onlyHello), new FakePort(onlyHello)];
    const answer = hostWith(first, second).request(call);
    await flushPromises();
    first.close(text, browser);
    await flushPromises();
    second.close(text, browser);
    const reply = await answer;
    assert.ok(reply.type === 'failure');
    assert.deepEqual([reply.code, reply.params], ['host_crashed', { outcome: 'unknown' }]);
  });
}

test('a host that dies before it greets was never sent the call', async () => {
  const [first, second] = [new FakePort(() => undefined), new FakePort(() => undefined)];
  const answer = hostWith(first, second).request(call);
  first.close('Native host has exited.');
  second.close('Native host has exited.');
  const reply = await answer;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_crashed', {}]);
});

test('a call that one host took is unknown when the next one cannot be found', async () => {
  const [first, second] = [new FakePort(onlyHello), new FakePort(() => undefined)];
  const answer = hostWith(first, second).request(call);
  await flushPromises();
  first.close('Native host has exited.');
  second.close('Specified native messaging host not found.');
  const reply = await answer;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_missing', { outcome: 'unknown' }]);
});

test('a host that went away between two requests is started again', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const host = hostWith(first, second);
  await host.request({ type: 'warm_up' });
  first.close();
  assert.equal((await host.request({ type: 'warm_up' })).type, 'warmed_up');
  assert.equal(first.requests.length, 1);
});

test('a port that refuses a message counts as closed', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const host = hostWith(first, second);
  await host.request({ type: 'warm_up' });
  first.disconnected = true; // and nobody was told yet
  assert.equal((await host.request(call)).type, 'call_placed');
  first.close('Native host has exited.'); // told late, when the next line already stands
  assert.equal((await host.request({ type: 'warm_up' })).type, 'warmed_up');
  assert.deepEqual(second.requests, [call, { type: 'warm_up' }]);
});

test('a browser that cannot connect at all answers', async () => {
  const host = new NativeHostClient(() => {
    throw new Error('Access to native messaging requires nativeMessaging permission');
  }, '0.1.0');
  const reply = await host.request(call);
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params], ['host_crashed', {}]);
});

test('a host that does not greet within 5 seconds is silent, and is left', async () => {
  const port = new FakePort(() => undefined);
  const answers = Promise.all([hostWith(port).request(call)]);
  mock.timers.tick(4_999);
  assert.equal(port.disconnected, false);
  mock.timers.tick(1);
  const [reply] = await answers;
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, reply.params, port.disconnected], ['host_silent', {}, true]);
});

const PATIENCE: [RequestEnvelope['request'], number, object][] = [
  [call, 60_000, { outcome: 'unknown' }],
  [{ type: 'get_status' }, 15_000, {}],
  [{ type: 'check_number', number: '+14155550100' }, 15_000, {}],
];
for (const [request, patience, params] of PATIENCE) {
  test(`${request.type} is waited for ${patience / 1000} seconds`, async () => {
    const port = new FakePort(onlyHello);
    let reply: unknown;
    void hostWith(port)
      .request(request)
      .then(answer => {
        reply = answer;
      });
    await flushPromises();
    mock.timers.tick(patience - 1);
    await flushPromises();
    assert.equal(reply, undefined);
    mock.timers.tick(1);
    await flushPromises();
    assert.deepEqual(reply, { type: 'failure', code: 'host_silent', params, detail: 'no reply' });
  });
}

test('a reply that comes too late is nobody’s', async () => {
  const port = new FakePort(onlyHello);
  const host = hostWith(port);
  const warm = host.request({ type: 'warm_up' });
  const placed = host.request(call);
  await flushPromises();
  mock.timers.tick(15_000);
  assert.equal((await warm).type, 'failure');
  for (const frame of port.sent.slice(1)) port.say(byFixture(frame));
  assert.equal((await placed).type, 'call_placed');
});

test('a host that is not asked for five minutes may rest, and comes back', async () => {
  const [first, second] = [new FakePort(), new FakePort()];
  const host = hostWith(first, second);
  await host.request({ type: 'warm_up' });
  mock.timers.tick(4 * 60_000);
  await host.request({ type: 'warm_up' });
  mock.timers.tick(4 * 60_000);
  assert.equal(first.disconnected, false);
  mock.timers.tick(60_000);
  assert.equal(first.disconnected, true);
  assert.equal((await host.request(call)).type, 'call_placed');
});
