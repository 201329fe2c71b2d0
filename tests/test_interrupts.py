"""A Ctrl-C that falls into a finaliser ends the run all the same."""

import os
import signal

import pytest

from qualityfilter import interrupts


def test_an_interrupt_inside_a_finaliser_is_remembered():
    class Closing:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with interrupts.heeded():
            interrupts.check()  # nothing yet
            one = Closing()
            del one
            with pytest.raises(KeyboardInterrupt):
                interrupts.check()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        interrupts.check()  # forgotten
    finally:
        signal.signal(signal.SIGINT, before)


def press() -> None:
    with interrupts.heeded():
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass  # the handler runs between two instructions


def test_elsewhere_it_is_raised_at_once():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            press()
    finally:
        signal.signal(signal.SIGINT, before)
