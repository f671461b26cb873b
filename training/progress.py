"""A line that says how far something is, on a terminal rewritten in place, elsewhere now and then."""

import sys
import time


class Progress:
    """Tells on standard error how many of `total` are done, how fast, and how long it will still take."""

    def __init__(self, what: str, total: int, start: int = 0):
        self._what, self._total, self._start = what, total, start
        self._began = time.monotonic()
        self._told = 0.0
        # A log wants a line a minute, a terminal one that moves.
        self._every = 0.2 if sys.stderr.isatty() else 60.0

    def at(self, done: int, note: str = "") -> None:
        now = time.monotonic()
        if now - self._told < self._every and done < self._total:
            return
        self._told = now
        rate = (done - self._start) / max(now - self._began, 1e-6)
        left = (self._total - done) / rate if rate > 0 else 0.0
        share = done / max(self._total, 1)
        bar = "#" * round(24 * share)
        line = f"{self._what} [{bar:<24}] {done}/{self._total} {rate:.1f}/s, {_duration(left)} left {note}"
        print(f"\r{line}\x1b[K" if sys.stderr.isatty() else line, end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)

    def close(self) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
