"""The places of a map are written as data and read again; a file that is none is refused with its line."""

import pytest

from kg_cn_ai.errors import InputError
from kg_cn_ai.network.places import Place, read_places, write_places


def test_written_and_read_again() -> None:
    places = {"https://example.org/b,c": Place(-3, 4, 0), "https://example.org/a": Place(10, 0, -1)}
    text = write_places({iri: place for iri, place in places.items() if "," not in iri})
    assert text == "iri,x,y,community\nhttps://example.org/a,10,0,-1\n"
    assert read_places(write_places(places)) == dict(sorted(places.items()))
    assert read_places(write_places({})) == {}


@pytest.mark.parametrize(
    ("text", "where"),
    [("", "map.csv:1"), ("name,x\n", "map.csv:1"), ("iri,x,y,community\na,1,2\n", "map.csv:2"), ("iri,x,y,community\na,1,2,0\nb,1,x,0\n", "map.csv:3")],
)  # fmt: skip
def test_a_map_that_cannot_be_read_names_the_line(text: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        read_places(text)
    assert caught.value.where == where and caught.value.hint
