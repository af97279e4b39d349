// NativeHostClient with a host that replies: hello first, then one valid reply for each request.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { NativeHostClient } from '../../../extension/src/background/native-host-client.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { PlaceCall, RequestEnvelope } from '../../../extension/src/protocol.ts';
import failureMessage from '../../fixtures/messages/reply_failure.json';
import helloRequest from '../../fixtures/messages/request_hello.json';
import callRequest from '../../fixtures/messages/request_place_call.json';
import {
  clientWith,
  EXTENSION,
  FakePort,
  replies,
  replyAll,
  replyNothing,
  replyToHello,
  replyWith,
} from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';

const call = callRequest.request as PlaceCall;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] }); // the idle timer would keep node running for five minutes
});

test('constructor: does not connect', () => {
  new NativeHostClient(() => assert.fail('connected'), EXTENSION);
});

test('wake: connects once, says hello and nothing else, and the next request finds the host started', async () => {
  const port = new FakePort();
  const client = clientWith(port); // another connection would be an error
  for (let turn = 0; turn < 3; turn++) {
    client.wake();
    await flushPromises();
  }
  assert.deepEqual(
    port.sent.map(({ request }) => request.type),
    ['hello'],
  );
  assert.equal((await client.request(call)).type, 'call_placed');
});

test('wake: the host is let go five minutes after the last one', async () => {
  const port = new FakePort();
  const client = clientWith(port);
  client.wake();
  await flushPromises();
  mock.timers.tick(4 * 60_000);
  client.wake();
  mock.timers.tick(5 * 60_000 - 1);
  assert.equal(port.disconnected, false);
  mock.timers.tick(1);
  assert.equal(port.disconnected, true);
});

test('wake: a host that is missing is no error, and none that runs is let go while it works', async () => {
  const missing = new FakePort(replyNothing);
  const working = new FakePort(replyToHello);
  const client = clientWith(missing, working);
  client.wake();
  missing.close('Specified native messaging host not found.');
  void client.request(call);
  await flushPromises();
  client.wake();
  mock.timers.tick(60_000); // longer than no request takes, but this one
  assert.equal(working.disconnected, false);
});

test('request: sends hello as in the fixture, and nothing else before the reply', async () => {
  const port = new FakePort(replyNothing);
  void clientWith(port).request({ type: 'warm_up' });
  await flushPromises();
  assert.equal(JSON.stringify(port.sent), JSON.stringify([{ ...helloRequest, id: port.sent[0]?.id }]));
});

for (const type of ['get_status', 'warm_up', 'check_number', 'get_history', 'place_call'] as const) {
  test(`request: resolves ${type} with the host's reply`, async () => {
    const request = { ...call, type, number: '+14155550100', limit: 20 } as RequestEnvelope['request'];
    assert.deepEqual(await clientWith(new FakePort()).request(request), replies[type]);
  });
}

test('request: sends a call as in the fixture', async () => {
  const port = new FakePort();
  await clientWith(port).request(call);
  assert.deepEqual(port.sent[1], { ...callRequest, id: port.sent[1]?.id });
});

test('request: sends hello once for several requests, and gives each its own ID', async () => {
  const port = new FakePort();
  const client = clientWith(port);
  await Promise.all([client.request({ type: 'warm_up' }), client.request({ type: 'get_status' })]);
  await client.request(call);
  assert.deepEqual(
    port.sent.map(({ request }) => request.type),
    ['hello', 'warm_up', 'get_status', 'place_call'],
  );
  assert.equal(new Set(port.sent.map(({ id }) => id)).size, 4);
});

test('request: does not send a pending call again with the next request', async () => {
  const port = new FakePort(replyToHello);
  const client = clientWith(port);
  void client.request(call);
  await flushPromises();
  void client.request({ type: 'warm_up' });
  assert.deepEqual(port.requests, [call, { type: 'warm_up' }]);
});

test('request: assigns replies in any order', async () => {
  const port = new FakePort(replyToHello);
  const client = clientWith(port);
  const status = client.request({ type: 'get_status' });
  const warmUp = client.request({ type: 'warm_up' });
  await flushPromises();
  for (const message of port.sent.slice(1).reverse()) port.receive(replyAll(message));
  assert.deepEqual([(await status).type, (await warmUp).type], ['status', 'warmed_up']);
});

test('request: passes on a failure of the host', async () => {
  const client = clientWith(new FakePort(replyWith(failureMessage.reply)));
  assert.deepEqual(await client.request(call), failureMessage.reply);
});

test('request: makes an unknown failure code internal and keeps its params', async () => {
  const reply = { type: 'failure', code: 'moon_phase', params: { outcome: 'unknown' }, detail: 'full' };
  assert.deepEqual(await clientWith(new FakePort(replyWith(reply))).request(call), {
    type: 'failure',
    code: 'internal',
    params: { outcome: 'unknown' },
    detail: 'moon_phase: full',
  });
});

test('request: makes an unknown failure code within a reply internal too', async () => {
  const problem = { type: 'failure', code: 'moon_phase', params: {}, detail: 'full' };
  const client = clientWith(new FakePort(replyWith({ ...replies.get_status, problem })));
  const status = await client.request({ type: 'get_status' });
  assert.ok(status.type === 'status');
  assert.deepEqual(status.problem, { ...problem, code: 'internal', detail: 'moon_phase: full' });
});

test('request: passes on a reply with a field of a newer host', async () => {
  const reply = { ...replies.place_call, new_field: { deep: [1] } };
  assert.deepEqual(await clientWith(new FakePort(replyWith(reply))).request(call), reply);
});

const STRAY_MESSAGES: unknown[] = [
  null,
  'text',
  7,
  [],
  {},
  { id: 0, reply: {} },
  { id: 99, reply: {} },
  { id: '1', reply: null },
];
for (const message of STRAY_MESSAGES) {
  test(`request: ignores ${JSON.stringify(message)} from the host`, async () => {
    const port = new FakePort(replyToHello);
    const reply = clientWith(port).request({ type: 'warm_up' });
    await flushPromises();
    const sent = port.sent[1];
    assert.ok(sent);
    port.receive(message);
    port.receive(replyAll(sent));
    assert.equal((await reply).type, 'warmed_up');
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
  test(`request: reports an unknown outcome if the reply to a call is ${JSON.stringify(reply)}`, async () => {
    const answer = await clientWith(new FakePort(replyWith(reply))).request(call);
    assert.ok(answer.type === 'failure');
    assert.deepEqual([answer.code, answer.params], ['internal', { outcome: 'unknown' }]);
  });
}

test('hello: the highest version that both sides support is used', async () => {
  const hello = { ...replies.hello, protocol: { min: 1, max: 7 } };
  const port = new FakePort(message =>
    message.request.type === 'hello' ? { id: message.id, reply: hello } : replyAll(message),
  );
  assert.equal((await clientWith(port).request(call)).type, 'call_placed');
  assert.equal(port.sent[1]?.protocol, 1);
});

test('hello: an invalid reply is an internal failure and closes the connection', async () => {
  const port = new FakePort(({ id }) => ({ id, reply: { type: 'hello', protocol: 'one' } }));
  const reply = await clientWith(port).request(call);
  assert.ok(reply.type === 'failure');
  assert.deepEqual([reply.code, port.disconnected], ['internal', true]);
});

test('hello: a failure without an ID, of a launcher whose host cannot start, is the reply to all', async () => {
  const gone = failure('host_missing', 'gone', { cause: 'python_gone' });
  const port = new FakePort(() => ({ id: 0, reply: gone }));
  const client = clientWith(port);
  assert.deepEqual(await Promise.all([client.request(call), client.request({ type: 'get_status' })]), [
    gone,
    gone,
  ]);
  assert.deepEqual([port.requests, port.disconnected], [[], true]);
});

test('a failure without an ID answers no request once the host has started', async () => {
  const port = new FakePort(replyToHello);
  const status = clientWith(port).request({ type: 'get_status' });
  await flushPromises();
  port.receive({ id: 0, reply: failure('internal', 'not understood') });
  port.receive({ id: port.sent[1]?.id, reply: replies.get_status });
  assert.equal((await status).type, 'status');
});
