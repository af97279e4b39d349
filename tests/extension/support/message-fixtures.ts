// The message fixtures that the host's tests check too: one message of each type.

import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import agents from '../../fixtures/messages/reply_agents.json';
import callOutcome from '../../fixtures/messages/reply_call_outcome.json';
import callPlaced from '../../fixtures/messages/reply_call_placed.json';
import confirmationNeeded from '../../fixtures/messages/reply_confirmation_needed.json';
import failure from '../../fixtures/messages/reply_failure.json';
import hello from '../../fixtures/messages/reply_hello.json';
import history from '../../fixtures/messages/reply_history.json';
import numberChecked from '../../fixtures/messages/reply_number_checked.json';
import numbersFormatted from '../../fixtures/messages/reply_numbers_formatted.json';
import setupChecked from '../../fixtures/messages/reply_setup_checked.json';
import status from '../../fixtures/messages/reply_status.json';
import warmedUp from '../../fixtures/messages/reply_warmed_up.json';
import checkNumber from '../../fixtures/messages/request_check_number.json';
import checkSetup from '../../fixtures/messages/request_check_setup.json';
import clearHistory from '../../fixtures/messages/request_clear_history.json';
import configure from '../../fixtures/messages/request_configure.json';
import findAgents from '../../fixtures/messages/request_find_agents.json';
import followCall from '../../fixtures/messages/request_follow_call.json';
import formatNumbers from '../../fixtures/messages/request_format_numbers.json';
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
  format_numbers: formatNumbers.request,
  place_call: placeCall.request,
  get_history: getHistory.request,
  clear_history: clearHistory.request,
  follow_call: followCall.request,
  configure: configure.request,
  find_agents: findAgents.request,
  check_setup: checkSetup.request,
};

export const PLACE_CALL = placeCall.request as PlaceCall;

/** One reply of each type, as JSON. */
export const REPLIES: Readonly<Record<Reply['type'], object>> = {
  hello: hello.reply,
  status: status.reply,
  warmed_up: warmedUp.reply,
  number_checked: numberChecked.reply,
  numbers_formatted: numbersFormatted.reply,
  call_placed: callPlaced.reply,
  confirmation_needed: confirmationNeeded.reply,
  history: history.reply,
  call_outcome: callOutcome.reply,
  agents: agents.reply,
  setup_checked: setupChecked.reply,
  failure: failure.reply,
};
