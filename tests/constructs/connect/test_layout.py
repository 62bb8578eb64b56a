"""A flow opens tidily in Connect's editor."""

from __future__ import annotations

from itertools import combinations

from ml_refarch.connect import Flow

from .written import FUNCTION, QUEUE, written

WIDTH, HEIGHT = 200, 100


def flow() -> Flow:
    made = Flow("Tidy", description="A tidy flow")
    made.invoke("Lookup", function=FUNCTION, then="Menu", on_error="Sorry")
    made.menu(
        "Menu",
        text="x",
        keys={"1": "One", "2": "Two"},
        on_timeout="Menu",
        otherwise="Menu",
        on_error="Sorry",
    )
    made.say("One", text="x", then="Bye", on_error="Sorry")
    made.say("Two", text="x", then="Bye", on_error="Sorry")
    made.say("Sorry", text="x", then="Queue", on_error="Bye")
    made.set_queue("Queue", queue=QUEUE, then="Wait", on_error="Bye")
    made.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
    made.hang_up("Bye")
    return made


def places() -> dict[str, tuple[int, int]]:
    metadata = written(flow())["Metadata"]["ActionMetadata"]
    return {name: (one["position"]["x"], one["position"]["y"]) for name, one in metadata.items()}


def test_every_block_has_a_place_and_its_name() -> None:
    metadata = written(flow())["Metadata"]

    assert set(metadata["ActionMetadata"]) == set(flow().blocks)
    assert all(one["isFriendlyName"] for one in metadata["ActionMetadata"].values())
    assert metadata["entryPointPosition"] == {"x": 40, "y": 40}
    assert (metadata["name"], metadata["description"]) == ("Tidy", "A tidy flow")


def test_no_block_lies_on_another() -> None:
    for (ax, ay), (bx, by) in combinations(places().values(), 2):
        assert abs(ax - bx) >= WIDTH or abs(ay - by) >= HEIGHT


def test_the_call_goes_from_left_to_right_and_trouble_below_it() -> None:
    at = places()

    assert at["Lookup"][0] < at["Menu"][0] < at["One"][0] < at["Bye"][0]
    assert at["One"][0] == at["Two"][0]
    assert at["One"][1] < at["Two"][1]
    assert at["Sorry"][1] > at["Menu"][1]


def test_the_editor_is_told_what_each_condition_compares() -> None:
    (first, second) = written(flow())["Metadata"]["ActionMetadata"]["Menu"]["conditionMetadata"]

    assert first["operator"] == {"name": "Equals", "value": "Equals", "shortDisplay": "="}
    assert (first["value"], second["value"]) == ("1", "2")
    assert first["id"] != second["id"]


def test_the_same_flow_is_written_the_same_each_time() -> None:
    assert flow().to_json() == flow().to_json()
