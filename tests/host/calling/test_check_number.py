"""`check_number` tells what `place_call` would do, and what is known about a number."""

from collections.abc import Callable
from typing import Any

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import CheckNumber, FormatNumbers, NumberChecked, NumbersFormatted


async def test_check_number_agrees_with_place_call(
    dispatcher: RequestDispatcher, set_up: Callable[..., AppPaths]
) -> None:
    set_up("http://127.0.0.1:9")

    async def check(number: str, **more: Any) -> NumberChecked:
        reply = await dispatcher.handle(CheckNumber(type="check_number", number=number, **more))
        assert isinstance(reply, NumberChecked)
        return reply

    allowed = await check("(415) 555-0100")
    assert (allowed.number, allowed.country) == ("+14155550100", "US")
    assert (allowed.decision, allowed.reasons) == ("allow", [])
    assert allowed.local_time is not None
    assert (await check("020 7946 0000", region="GB")).international == "+44 20 7946 0000"
    assert (await check("0207946", region="GB")).as_typed == "020 7946"
    assert (await check("+1 415 555 0100 ext. 7")).phone_extension == "7"
    assert (await check("+1 415 555 0100,,12#")).phone_extension == "12"
    assert (await check("911")).reasons == ["emergency"]
    assert (await check("+449098790000")).decision == "confirm"
    invalid = await check("+1 900 155 0121")
    assert (invalid.decision, invalid.reasons) == ("confirm", ["premium_rate", "invalid_number"])
    assert (invalid.number_type, invalid.country) == ("unknown", None)
    assert (await check("+14155550100", original_text="+14155550199")).reasons == ["text_mismatch"]


async def test_numbers_of_a_list_are_written_as_those_of_the_history(dispatcher: RequestDispatcher) -> None:
    numbers = ["+442079460000", "+14155550100", "+9991234567", "+5215512345678"]
    reply = await dispatcher.handle(FormatNumbers(type="format_numbers", numbers=numbers))
    assert isinstance(reply, NumbersFormatted)  # although nothing is set up
    # The last two: no country, and a number that is dialled without its 1.
    assert reply.international == ["+44 20 7946 0000", "+1 415-555-0100", *numbers[2:]]
