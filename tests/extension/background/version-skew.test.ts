// Old extension with a new host and the reverse: it works, or the reply says which side to update and how.
//
// fixtures/releases holds the messages of each release: what its hosts reply is understood for ever.

import assert from 'node:assert/strict';
import { before, beforeEach, mock, test } from 'node:test';
import { NativeHostClient } from '../../../extension/src/background/native-host-client.ts';
import { extensionInstalledBy } from '../../../extension/src/background/version-skew.ts';
import { describeFailure } from '../../../extension/src/failure-text.ts';
import type { ErrorParams, Reply, Request } from '../../../extension/src/protocol.ts';
import release010 from '../../fixtures/releases/0.1.0.json';
import { fakeChrome } from '../support/fake-chrome.ts';
import { clientWith, EXTENSION, FakePort, replies, replyAll } from '../support/fake-port.ts';
import { PLACE_CALL } from '../support/message-fixtures.ts';

type Messages = Record<string, { request: Request; reply: Reply }>;
const RELEASES: Record<string, Messages> = {
  '0.1.0': release010 as never,
};
const REPLY_TO: Partial<Record<Request['type'], Reply['type']>> = {
  get_status: 'status',
  warm_up: 'warmed_up',
  check_number: 'number_checked',
  format_numbers: 'numbers_formatted',
  place_call: 'call_placed',
  get_history: 'history',
  clear_history: 'history',
  follow_call: 'call_outcome',
  configure: 'status',
  find_agents: 'agents',
  check_setup: 'setup_checked',
};

before(() => fakeChrome());
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

/** A host that replies this to hello, and this to everything else. */
function portOf(hello: object, reply: object = replies.place_call): FakePort {
  return new FakePort(({ id, request }) => ({ id, reply: request.type === 'hello' ? hello : reply }));
}

function message(golden: Messages, name: string) {
  const found = golden[name];
  assert.ok(found, name);
  return found;
}

async function failureOf(port: FakePort, extension = EXTENSION, request: Request = PLACE_CALL) {
  const reply = await new NativeHostClient(() => port, extension).request(request);
  assert.ok(reply.type === 'failure', `replied ${reply.type}`);
  return reply;
}

for (const [release, golden] of Object.entries(RELEASES)) {
  for (const [request, reply] of Object.entries(REPLY_TO)) {
    test(`a host of ${release}: its reply to ${request} is understood`, async () => {
      const expected = message(golden, `reply_${reply}`).reply;
      const client = clientWith(portOf(message(golden, 'reply_hello').reply, expected));
      assert.deepEqual(await client.request(message(golden, `request_${request}`).request), expected);
    });
  }

  test(`a host of ${release}: its failure is understood`, async () => {
    const expected = message(golden, 'reply_failure').reply;
    assert.deepEqual(await failureOf(portOf(message(golden, 'reply_hello').reply, expected)), expected);
  });
}

test('a host that says less in hello than this release works', async () => {
  const { type, protocol } = replies.hello as { type: string; protocol: object };
  assert.equal((await clientWith(portOf({ type, protocol })).request(PLACE_CALL)).type, 'call_placed');
});

test('a host that says more in hello, and sends messages of unknown types, works', async () => {
  const port = portOf({ ...replies.hello, protocol: { min: 1, max: 7 }, mood: { good: true } });
  const call = clientWith(port).request(PLACE_CALL);
  port.receive({ id: 0, reply: { type: 'weather' } });
  port.receive({ event: 'weather' });
  assert.equal((await call).type, 'call_placed');
});

const WINDOWS: [min: number, max: number, host: string, extension: string, ErrorParams, advice: RegExp][] = [
  [0, 0, 'deb', 'store', { update: 'host', installed_by: 'deb' }, /Debian package .* restart this browser/],
  [0, 0, 'msi', '', { update: 'host', installed_by: 'msi' }, /Windows package \(MSI\)/],
  [0, 0, 'script', '', { update: 'host', installed_by: 'script' }, /Run the installer/],
  [0, 0, 'pip', '', { update: 'host', installed_by: 'pip' }, /with pip, and run “voiso-call install”/],
  [0, 0, '', '', { update: 'host', installed_by: '' }, /^Update the Click-to-Call program on this/],
  [0, 0, 'moon', '', { update: 'host', installed_by: 'moon' }, /^Update the Click-to-Call program on this/],
  [2, 3, 'deb', 'store', { update: 'extension', installed_by: 'store' }, /Developer mode and press Update/],
  [2, 3, '', 'company', { update: 'extension', installed_by: 'company' }, /ask your administrator/],
  [2, 3, 'pip', '', { update: 'extension', installed_by: '' }, /^Update the extension on this browser’s/],
];
for (const [min, max, host, extension, params, advice] of WINDOWS) {
  const sides = `a host (${host || 'unknown'}) that speaks ${min} to ${max}, an extension (${extension || 'unknown'})`;
  test(`${sides}: nothing is sent, and ${params.update} has to be updated`, async () => {
    const port = portOf({ ...replies.hello, protocol: { min, max }, installed_by: host });
    const failure = await failureOf(port, { ...EXTENSION, installedBy: extension });
    assert.deepEqual([failure.code, failure.params], ['version_mismatch', params]);
    assert.match(describeFailure(failure).advice, advice);
    assert.deepEqual([port.requests, port.disconnected], [[], true]);
  });
}

test('a request that an older host does not know is not sent to it; others are', async () => {
  const port = new FakePort(message =>
    message.request.type === 'hello'
      ? { id: message.id, reply: { ...replies.hello, capabilities: ['hello', 'place_call'] } }
      : replyAll(message),
  );
  const client = clientWith(port);
  const check = await client.request({ type: 'check_setup' });
  assert.ok(check.type === 'failure');
  assert.deepEqual([check.code, check.params.update], ['version_mismatch', 'host']);
  assert.equal((await client.request(PLACE_CALL)).type, 'call_placed');
  assert.deepEqual(
    port.requests.map(({ type }) => type),
    ['place_call'],
  );
});

const NOT_UNDERSTOOD = {
  type: 'failure',
  code: 'invalid_request',
  params: { field: 'request.place_call' },
  detail: 'request.place_call: unknown field',
};
const VERSIONS: [host: string, extension: string, update: 'host' | 'extension' | undefined][] = [
  ['0.1.0', '0.2.0', 'host'],
  ['0.9', '0.10', 'host'],
  ['0.2.0', '0.1.0', 'extension'],
  ['1', '0.1.0.7', 'extension'],
  ['0.1.0', '0.1.0', undefined],
  ['0.1', '0.1.0', undefined],
];
for (const [host, extension, update] of VERSIONS) {
  const versions = `host ${host}, extension ${extension}`;
  test(`${versions}: a request that was not understood requires an update of ${update}`, async () => {
    const port = portOf({ ...replies.hello, host_version: host }, NOT_UNDERSTOOD);
    const { code, params } = await failureOf(port, { ...EXTENSION, version: extension });
    assert.deepEqual(
      [code, params.update, params.field],
      [update ? 'version_mismatch' : 'invalid_request', update, 'request.place_call'],
    );
    assert.equal(params.outcome, undefined); // certainly not dialled
  });

  test(`${versions}: a reply that is not understood requires an update of ${update}`, async () => {
    const port = portOf({ ...replies.hello, host_version: host }, { type: 'weather' });
    const call = await failureOf(port, { ...EXTENSION, version: extension });
    const code = update ? 'version_mismatch' : 'internal';
    assert.deepEqual([call.code, call.params.update, call.params.outcome], [code, update, 'unknown']);
    assert.match(describeFailure(call).title, /may be ringing/);
  });
}

test('a failure of a host of another version that understood the request stays as it is', async () => {
  const refused = { type: 'failure', code: 'invalid_request', params: {}, detail: 'another number' };
  const port = portOf({ ...replies.hello, host_version: '0.0.9' }, refused);
  assert.deepEqual(await failureOf(port), refused);
});

const SOURCES: [update_url: string | undefined, installedBy: string][] = [
  ['https://clients2.google.com/service/update2/crx', 'store'],
  ['https://edge.microsoft.com/extensionwebstorebase/v1/crx', 'store'],
  ['https://downloads.example.com/updates.xml', 'company'],
  ['https://clients2.google.com.example.com/', 'company'],
  [undefined, ''],
];
for (const [update_url, installedBy] of SOURCES) {
  test(`extensionInstalledBy: ${update_url} is ${installedBy || 'not known'}`, () => {
    const manifest = update_url === undefined ? {} : { update_url };
    assert.equal(extensionInstalledBy(manifest), installedBy);
  });
}
