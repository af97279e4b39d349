"""`voiso-call tel-handler`: opens `tel:` links of other programs. It asks in a window before it calls.

A web page can open such a link too, and nobody sees a terminal then: without the answer to a question that
shows the number, nothing is called. One question is open at a time.
"""

import argparse
import uuid

from pydantic import ValidationError

from voiso_call.cli import call, desktop, texts
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.cli.runner import handle_request
from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError, ErrorParams
from voiso_call.install import tel_handler
from voiso_call.install.install_record import RegistrationError
from voiso_call.protocol.message_parts import Failure, Reason
from voiso_call.protocol.messages import CallPlaced, CheckNumber, ConfirmationNeeded, NumberChecked, PlaceCall
from voiso_call.system import file_lock, private_folder

NOT_CALLED = "Not called"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `voiso-call tel-handler`."""
    subparsers = parser.add_subparsers(required=True, metavar="ACTION")
    install = subparsers.add_parser("install", help="open tel: links of other programs with Click-to-Call")
    install.set_defaults(run=_install)
    uninstall = subparsers.add_parser("uninstall", help="leave tel: links to other programs again")
    uninstall.set_defaults(run=_uninstall)
    status = subparsers.add_parser("status", help="show whether Click-to-Call opens tel: links")
    status.set_defaults(run=_status)
    open_link = subparsers.add_parser("open", help="ask whether to call the number of a tel: link")
    open_link.add_argument("link", metavar="LINK", help="the link, such as tel:+442079460000")
    open_link.set_defaults(run=_open)


def _install(_args: argparse.Namespace) -> int:
    if not desktop.has_program():  # else every link would be refused, and no other program would get it
        raise RegistrationError(f"no program can ask before a call: {desktop.WHAT_TO_INSTALL}")
    file = tel_handler.install()
    print_line(f"Telephone links of other programs are opened by {file}. It asks before it calls.")
    return EXIT_OK


def _uninstall(_args: argparse.Namespace) -> int:
    was_installed = tel_handler.uninstall()
    print_line("Telephone links are left to other programs." if was_installed else "It was not installed.")
    return EXIT_OK


def _status(_args: argparse.Namespace) -> int:
    if not tel_handler.is_default():
        print_line("Telephone links are not opened by Click-to-Call.")
        return EXIT_REFUSED
    print_line(f"Telephone links are opened by {tel_handler.entry_file()}.")
    if not desktop.has_program():
        print_error(
            f"WARNING: No program can ask before a call, so none is placed: {desktop.WHAT_TO_INSTALL}."
        )
        return EXIT_REFUSED
    return EXIT_OK


def _open(args: argparse.Namespace) -> int:
    """Ask and call. Whatever happens is shown as a notification, too: nobody reads what is printed."""
    paths = app_paths()
    private_folder.make(paths.state)
    try:
        lock = file_lock.acquire(paths.tel_question_lock)
    except OSError:
        print_error("voiso-call: Another question about a call is open.")
        return EXIT_REFUSED
    try:
        return _ask_and_call(args)
    except CallError as error:
        title = "The call may be ringing" if error.outcome_unknown else NOT_CALLED
        desktop.notify(title, texts.failure_text(error))
        raise
    except desktop.NoDesktopError as error:
        return _refuse(f"Click-to-Call cannot ask: {error}.")
    finally:
        lock.release()


def _ask_and_call(args: argparse.Namespace) -> int:
    written = call.decode_uri(args.link)
    try:
        check = CheckNumber(type="check_number", number=written)
    except ValidationError:
        return _refuse("The link has no number that can be called.")
    checked = handle_request(check, args.event_log)
    if not isinstance(checked, NumberChecked):
        raise AssertionError(checked)
    if checked.decision == "deny" or checked.number is None:
        return _refuse(texts.reasons_text(checked.reasons, {"country": checked.country}))
    number = texts.number_text(checked.international or checked.number, checked.country, checked.number_type)
    request = PlaceCall(
        type="place_call",
        request_id=uuid.uuid4().hex,
        number=checked.number,
        original_text=written,
        trigger="tel_link",
    )
    reasons: list[Reason] = list(checked.reasons)
    params: ErrorParams = {"country": checked.country}
    while True:
        question = "\n\n".join(filter(None, [f"Call {number}?", texts.reasons_text(reasons, params)]))
        if not desktop.confirm_call(question):
            print_error(f"{NOT_CALLED}.")
            return EXIT_REFUSED
        request = request.model_copy(update={"confirmed": [*request.confirmed, *reasons]})
        reply = handle_request(request, args.event_log)
        if isinstance(reply, Failure):
            raise CallError(reply.code, reply.detail, **reply.params)
        if not isinstance(reply, ConfirmationNeeded):
            break
        reasons = [reason for reason in reply.reasons if reason not in request.confirmed]
        params = reply.params
        if not reasons:
            return _refuse(texts.reasons_text(reply.reasons, reply.params))
    if not isinstance(reply, CallPlaced):
        raise AssertionError(reply)
    desktop.notify(f"Call placed to {reply.international}", "Check your Agent Panel.")
    print_line(f"Call placed to {reply.international}. Call ID: {reply.call_id}")
    return EXIT_OK


def _refuse(text: str) -> int:
    desktop.notify(NOT_CALLED, text)
    print_error(f"voiso-call: {NOT_CALLED}. {text}")
    return EXIT_REFUSED
