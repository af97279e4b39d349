// The line to the host: a greeting, then a reply for each request, and nothing but replies.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { NativeHostClient } from '../../../extension/src/background/native-host-client.ts';
import type { PlaceCall, RequestEnvelope } from '../../../extension/src/protocol.ts';
import failureMessage from '../../fixtures/messages/reply_failure.json';
import helloRequest from '../../fixtures/messages/request_hello.json';
import callRequest from '../../fixtures/messages/request_place_call.json';
import { byFixture, FakePort, hostWith, onlyHello, replies } from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';

const call = callRequest.request as PlaceCall;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] }); // or the last host's five minutes of rest would keep node awake
});

test('nothing is connected before anything is asked', () => {
  new NativeHostClient(() => assert.fail('connected'), '0.1.0');
});

test('the greeting goes out as its letter says, and nothing before it is answered', async () => {
  const port = new FakePort(() => undefined);
  void hostWith(port).request({ type: 'warm_up' });
  await flushPromises();
  assert.equal(JSON.stringify(port.sent), JSON.stringify([{ ...helloRequest, id: port.sent[0]?.id }]));
});

for (const type of ['get_status', 'warm_up', 'check_number', 'get_history', 'place_call'] as const) {
  test(`${type} is answered with its letter`, async () => {
    const request = { ...call, type, number: '+14155550100', limit: 20 } as RequestEnvelope['request'];
    assert.deepEqual(await hostWith(new FakePort()).request(request), replies[type]);
  });
}

test('a call is sent as its letter says', async () => {
  const port = new FakePort();
  await hostWith(port).request(call);
  assert.deepEqual(port.sent[1], { ...callRequest, id: port.sent[1]?.id });
});

test('one greeting serves many requests, each under its own id', async () => {
  const port = new FakePort();
  const host = hostWith(port);
  await Promise.all([host.request({ type: 'warm_up' }), host.request({ type: 'get_status' })]);
  await host.request(call);
  assert.deepEqual(
    port.sent.map(frame => frame.request.type),
    ['hello', 'warm_up', 'get_status', 'place_call'],
  );
  assert.equal(new Set(port.sent.map(frame => frame.id)).size, 4);
});

test('a call that waits is not sent again with the next request', async () => {
  const port = new FakePort(onlyHello);
  const host = hostWith(port);
  void host.request(call);
  await flushPromises();
  void host.request({ type: 'warm_up' });
  assert.deepEqual(port.requests, [call, { type: 'warm_up' }]);
});

test('replies find their requests in any order', async () => {
  const port = new FakePort(onlyHello);
  const host = hostWith(port);
  const status = host.request({ type: 'get_status' });
  const warm = host.request({ type: 'warm_up' });
  await flushPromises();
  for (const frame of port.sent.slice(1).reverse()) port.say(byFixture(frame));
  assert.deepEqual([(await status).type, (await warm).type], ['status', 'warmed_up']);
});

test('the host’s own failure is passed on', async () => {
  const port = new FakePort(frame => onlyHello(frame) ?? { id: frame.id, reply: failureMessage.reply });
  assert.deepEqual(await hostWith(port).request(call), failureMessage.reply);
});

test('a failure with a code from a newer host keeps its params', async () => {
  const reply = { type: 'failure', code: 'moon_phase', params: { outcome: 'unknown' }, detail: 'full' };
  const port = new FakePort(frame => onlyHello(frame) ?? { id: frame.id, reply });
  const answer = await hostWith(port).request(call);
  assert.deepEqual(answer, {
    type: 'failure',
    code: 'internal',
    params: { outcome: 'unknown' },
    detail: 'moon_phase: full',
  });
});

test('a failure code of a newer host within a reply becomes internal too', async () => {
  const problem = { type: 'failure', code: 'moon_phase', params: {}, detail: 'full' };
  const reply = { ...replies.get_status, problem };
  const port = new FakePort(frame => onlyHello(frame) ?? { id: frame.id, reply });
  const status = await hostWith(port).request({ type: 'get_status' });
  assert.ok(status.type === 'status');
  assert.deepEqual(status.problem, { ...problem, code: 'internal', detail: 'moon_phase: full' });
});

test('a reply with a field of a newer host is passed on', async () => {
  const reply = { ...replies.place_call, new_field: { deep: [1] } };
  const port = new FakePort(frame => onlyHello(frame) ?? { id: frame.id, reply });
  assert.deepEqual(await hostWith(port).request(call), reply);
});

const STRAY: unknown[] = [
  null,
  'text',
  7,
  [],
  {},
  { id: 0, reply: {} },
  { id: 99, reply: {} },
  { id: '1', reply: null },
];
for (const frame of STRAY) {
  test(`${JSON.stringify(frame)} from the host disturbs nobody`, async () => {
    const port = new FakePort(onlyHello);
    const answer = hostWith(port).request({ type: 'warm_up' });
    await flushPromises();
    const asked = port.sent[1];
    assert.ok(asked);
    port.say(frame);
    port.say(byFixture(asked));
    assert.equal((await answer).type, 'warmed_up');
  });
}

for (const reply of [
  null,
  'placed',
  {},
  { type: 'status' },
  { type: 'failure' },
  { type: 'failure', params: [] },
  { type: 'call_placed' },
  { ...replies.place_call, number: 14155550100 },
]) {
  test(`${JSON.stringify(reply)} as the reply to a call leaves its outcome unknown`, async () => {
    const port = new FakePort(frame => onlyHello(frame) ?? { id: frame.id, reply });
    const answer = await hostWith(port).request(call);
    assert.ok(answer.type === 'failure');
    assert.deepEqual([answer.code, answer.params], ['internal', { outcome: 'unknown' }]);
  });
}

const RANGES: [min: number, max: number, update: 'host' | 'extension'][] = [
  [0, 0, 'host'],
  [2, 3, 'extension'],
];
for (const [min, max, update] of RANGES) {
  test(`a host that speaks ${min} to ${max} means: update the ${update}`, async () => {
    const hello = { ...replies.hello, protocol: { min, max } };
    const port = new FakePort(frame => ({ id: frame.id, reply: hello }));
    const reply = await hostWith(port).request(call);
    assert.ok(reply.type === 'failure');
    assert.deepEqual([reply.code, reply.params], ['version_mismatch', { update }]);
    assert.deepEqual([port.requests, port.disconnected], [[], true]);
  });
}

test('a host that speaks more than we do is spoken to in our version', async () => {
  const hello = { ...replies.hello, protocol: { min: 1, max: 7 } };
  const port = new FakePort(frame =>
    frame.request.type === 'hello' ? { id: frame.id, reply: hello } : byFixture(frame),
  );
  assert.equal((await hostWith(port).request(call)).type, 'call_placed');
  assert.equal(port.sent[1]?.protocol, 1);
});

test('a greeting that cannot be read ends the line', async () => {
  const port = new FakePort(frame => ({ id: frame.id, reply: { type: 'hello', protocol: 'one' } }));
  const reply = await hostWith(port).request(call);
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, port.disconnected], ['internal', true]);
});
