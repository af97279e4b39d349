// The message fixtures that the host's tests check too: one message of each type.

import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import callPlaced from '../../fixtures/messages/reply_call_placed.json';
import confirmationNeeded from '../../fixtures/messages/reply_confirmation_needed.json';
import failure from '../../fixtures/messages/reply_failure.json';
import hello from '../../fixtures/messages/reply_hello.json';
import history from '../../fixtures/messages/reply_history.json';
import numberChecked from '../../fixtures/messages/reply_number_checked.json';
import status from '../../fixtures/messages/reply_status.json';
import warmedUp from '../../fixtures/messages/reply_warmed_up.json';
import checkNumber from '../../fixtures/messages/request_check_number.json';
import getHistory from '../../fixtures/messages/request_get_history.json';
import getStatus from '../../fixtures/messages/request_get_status.json';
import helloRequest from '../../fixtures/messages/request_hello.json';
import placeCall from '../../fixtures/messages/request_place_call.json';
import warmUp from '../../fixtures/messages/request_warm_up.json';

/** One request of each type, as JSON. */
export const REQUESTS: Readonly<Record<Request['type'], object>> = {
  hello: helloRequest.request,
  get_status: getStatus.request,
  warm_up: warmUp.request,
  check_number: checkNumber.request,
  place_call: placeCall.request,
  get_history: getHistory.request,
};

export const PLACE_CALL = placeCall.request as PlaceCall;

/** One reply of each type, as JSON. */
export const REPLIES: Readonly<Record<Reply['type'], object>> = {
  hello: hello.reply,
  status: status.reply,
  warmed_up: warmedUp.reply,
  number_checked: numberChecked.reply,
  call_placed: callPlaced.reply,
  confirmation_needed: confirmationNeeded.reply,
  history: history.reply,
  failure: failure.reply,
};
