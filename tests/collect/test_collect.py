import pytest

from litmuspaper.collect import collect
from litmuspaper.errors import ConfigError, SourceError
from litmuspaper.types import Announcement


class Broken:
    def __init__(self, error):
        self.error = error

    def fetch(self, since=None):
        yield Announcement(source="s", date="2026-08-11", state="unchecked", message="one day was read")
        raise self.error


@pytest.mark.parametrize("error", [SourceError("a page is missing", next_step="Run it again"), ValueError("odd")])
def test_trouble_ends_as_a_failed_announcement_and_keeps_what_was_read(error):
    first, last = collect(Broken(error))
    assert first.message == "one day was read"
    assert (last.state, last.papers) == ("failed", ())
    assert str(error).split(".")[0] in last.message
    assert "Run it again" in last.message


def test_a_mistake_in_the_settings_is_not_hidden():
    announcements = collect(Broken(ConfigError("no such category")))
    next(announcements)
    with pytest.raises(ConfigError):
        next(announcements)
