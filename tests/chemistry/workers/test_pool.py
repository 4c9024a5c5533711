"""The worker pool: what comes back, and what a job that goes wrong costs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from catalog.chemistry.structure.structure import read_structure
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidFormula, InvalidStructure, NoWorker, OutOfTime, StructureRefused, WorkerFailed
from tests.chemistry.workers import pool_jobs

PRELOAD = ("catalog.chemistry.structure.structure", "tests.chemistry.workers.pool_jobs")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """Two workers with time enough for every honest job, shared by the tests that cost no worker its life."""
    with WorkerPool(2, cpu_seconds=30, wall_seconds=30, preload=PRELOAD) as workers:
        yield workers


@pytest.fixture(scope="module")
def strict_pool() -> Iterator[WorkerPool]:
    """One worker with little time, so that the next job meets the worker that the last one ended."""
    with WorkerPool(1, cpu_seconds=10, wall_seconds=2, preload=PRELOAD) as workers:
        yield workers


def test_a_result_comes_back(pool: WorkerPool) -> None:
    assert pool.run(pool_jobs.add, 2, other=3) == 5
    assert pool.run(pool_jobs.add, 2) == 3
    assert pool.run(read_structure, "OCC", "smiles") == read_structure("OCC", "smiles")


def test_an_error_of_ours_travels_out_whole(pool: WorkerPool) -> None:
    with pytest.raises(InvalidFormula, match="There is no element Xx") as raised:
        pool.run(pool_jobs.raise_invalid_formula)
    error = raised.value
    assert (error.stated, error.position, error.expected) == ("Xx2", 0, "Xe2")


def test_the_parsers_own_words_travel_out(pool: WorkerPool) -> None:
    with pytest.raises(InvalidStructure, match="Explicit valence for atom # 1 O, 4, is greater than permitted"):
        pool.run(read_structure, "CO(C)(C)C", "smiles")


def test_an_error_that_nobody_expected_is_named(pool: WorkerPool) -> None:
    with pytest.raises(WorkerFailed, match="raise_unexpected failed: LookupError: nobody expected it"):
        pool.run(pool_jobs.raise_unexpected)
    assert pool.run(pool_jobs.add, 1) == 2


def test_a_result_that_cannot_travel_is_named(pool: WorkerPool) -> None:
    with pytest.raises(WorkerFailed, match="give_back_what_cannot_travel failed: the result cannot be sent"):
        pool.run(pool_jobs.give_back_what_cannot_travel)
    assert pool.run(pool_jobs.add, 1) == 2


def test_a_worker_leaves_an_interrupt_to_its_parent(pool: WorkerPool) -> None:
    assert pool.run(pool_jobs.interrupt_itself) == "still here"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (pool_jobs.exit_quietly, "more time or memory than one request may"),
        (pool_jobs.crash, "more time or memory than one request may"),
        (pool_jobs.hang, "longer than 2 s"),
    ],
)
def test_a_job_that_costs_too_much_is_refused_and_the_next_one_works(
    strict_pool: WorkerPool, job: Callable[[], Any], words: str
) -> None:
    for _ in range(2):
        with pytest.raises(StructureRefused, match=words):
            strict_pool.run(job)
        assert strict_pool.run(pool_jobs.add, 1) == 2


@pytest.mark.parametrize("job", [pool_jobs.eat_memory, pool_jobs.eat_memory_in_small_bites])
def test_a_job_that_takes_too_much_memory_is_refused_and_the_next_one_works(
    pool: WorkerPool, job: Callable[[], Any]
) -> None:
    for _ in range(2):
        with pytest.raises(StructureRefused, match="more memory than one request may"):
            pool.run(job)
        assert pool.run(pool_jobs.add, 1) == 2


def test_processor_time_is_counted_apart_from_time_on_the_clock() -> None:
    with WorkerPool(1, cpu_seconds=0.1, wall_seconds=600, preload=PRELOAD) as pool:
        with pytest.raises(StructureRefused, match="more time or memory than one request may"):
            pool.run(pool_jobs.compute_for_ever)
        assert pool.run(pool_jobs.add, 1) == 2


def test_a_new_worker_gives_its_first_job_no_more_time_than_the_next() -> None:
    with (
        WorkerPool(1, cpu_seconds=1, wall_seconds=0.5, preload=PRELOAD) as pool,
        pytest.raises(StructureRefused, match=r"longer than 0\.5 s"),
    ):
        pool.run(pool_jobs.hang)


def test_a_worker_that_cannot_start_is_no_fault_of_the_structure() -> None:
    with WorkerPool(1, memory_bytes=-(1 << 70)) as pool, pytest.raises(NoWorker, match="could not start"):
        pool.run(pool_jobs.add, 1)


def test_a_nice_pool_stands_back() -> None:
    with WorkerPool(1, preload=PRELOAD) as plain, WorkerPool(1, preload=PRELOAD, niceness=3) as nice:
        assert nice.run(os.nice, 0) == min(19, plain.run(os.nice, 0) + 3)


def test_one_worker_serves_many_threads(strict_pool: WorkerPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda number: strict_pool.run(pool_jobs.add, number), range(50))) == list(range(1, 51))


def test_results_keep_the_order_of_the_items(pool: WorkerPool) -> None:
    assert list(pool.map_in_order(pool_jobs.slow_for_small, range(12), ahead=4)) == list(range(12))


def test_both_workers_are_at_work(pool: WorkerPool, tmp_path: Path) -> None:
    """Two jobs that wait for each other would wait for ever if one worker had to do both."""
    meetings = [(str(tmp_path), "one", "other"), (str(tmp_path), "other", "one")]
    assert list(pool.map_in_order(pool_jobs.meet, meetings, ahead=2)) == ["other", "one"]


def test_no_items_give_no_results(pool: WorkerPool) -> None:
    assert list(pool.map_in_order(pool_jobs.add, [], ahead=4)) == []


@pytest.mark.parametrize("ahead", [1, 2, 7])
def test_items_are_drawn_only_ahead_of_the_results(pool: WorkerPool, ahead: int) -> None:
    drawn: list[int] = []

    def items() -> Iterator[int]:
        for number in count():
            drawn.append(number)
            yield number

    results = pool.map_in_order(pool_jobs.add, items(), ahead=ahead)
    assert list(islice(results, 5)) == [1, 2, 3, 4, 5]
    assert len(drawn) == 4 + ahead


def test_a_refusal_stands_in_the_place_of_its_item(pool: WorkerPool) -> None:
    results = list(pool.map_in_order(pool_jobs.refuse_odd, range(6), ahead=3))
    assert results[::2] == [0, 2, 4]
    assert [str(result) for result in results[1::2]] == ["It is odd."] * 3
    assert all(isinstance(result, StructureRefused) for result in results[1::2])


def test_a_worker_that_died_leaves_a_refusal_in_the_place_of_its_item(pool: WorkerPool) -> None:
    results = list(pool.map_in_order(pool_jobs.die_at_three, range(8), ahead=4))
    assert isinstance(results.pop(3), StructureRefused)
    assert results == [0, 1, 2, 4, 5, 6, 7]


@pytest.mark.parametrize("function", [pool_jobs.stumble_at_three, partial(pool_jobs.stumble_at_three)])
def test_an_error_that_nobody_expected_stands_in_the_place_of_its_item(
    pool: WorkerPool, function: Callable[[int], int]
) -> None:
    results = list(pool.map_in_order(function, range(8), ahead=4))
    failed = results.pop(3)
    assert results == [0, 1, 2, 4, 5, 6, 7]
    assert isinstance(failed, WorkerFailed)
    assert str(failed) == "stumble_at_three failed: LookupError: nobody expected it"
    assert "in stumble_at_three" in failed.surprise.traceback


def test_a_pool_that_is_closed_ends_the_row() -> None:
    pool = WorkerPool(1, preload=PRELOAD)
    pool.close()
    with pytest.raises(NoWorker, match="closed"):
        list(pool.map_in_order(pool_jobs.add, range(8), ahead=4))


def test_a_closed_pool_answers_nobody() -> None:
    pool = WorkerPool(1, preload=PRELOAD)
    assert pool.run(pool_jobs.add, 1) == 2
    pool.close()
    with pytest.raises(NoWorker, match="closed"):
        pool.run(pool_jobs.add, 1)
    pool.close()


def test_a_pool_that_was_never_used_can_be_closed() -> None:
    with WorkerPool(3):
        pass


def test_closing_ends_a_job_that_is_under_way_and_those_that_wait() -> None:
    with ThreadPoolExecutor(2) as threads:
        pool = WorkerPool(1, cpu_seconds=600, wall_seconds=600, preload=PRELOAD)
        assert pool.run(pool_jobs.add, 1) == 2
        jobs = [threads.submit(pool.run, pool_jobs.hang) for _ in range(2)]
        pool.close()
        assert {type(job.exception(30)) for job in jobs} <= {StructureRefused, NoWorker}


class TestEach:
    def test_results_stand_in_the_items_order_with_refusals_among_them(self, pool: WorkerPool) -> None:
        items = [(str(number),) if number % 10 else ("x",) for number in range(1, 61)]
        results = pool.run_each(pool_jobs.read_number, items)
        for (text,), result in zip(items, results, strict=True):
            assert isinstance(result, InvalidStructure) if text == "x" else result == int(text)

    def test_one_that_costs_too_much_is_refused_alone(self) -> None:
        with WorkerPool(1, wall_seconds=0.5, preload=PRELOAD) as pool:
            results = pool.run_each(pool_jobs.read_number, [("1",), ("hang",), ("2",)])
        assert [results[0], results[2]] == [1, 2]
        assert isinstance(results[1], StructureRefused)


class TestWithin:
    def test_waiting_for_a_worker_counts(self, tmp_path: Path) -> None:
        with WorkerPool(1, wall_seconds=60, preload=PRELOAD) as pool, ThreadPoolExecutor(1) as threads:
            meeting = threads.submit(pool.run, pool_jobs.meet, (str(tmp_path), "one", "other"))
            while not (tmp_path / "one").exists():
                assert not meeting.done()
                time.sleep(0.01)
            with pytest.raises(OutOfTime, match="No worker was free in time"):
                pool.run_within(0.05, pool_jobs.add, 1)
            (tmp_path / "other").touch()
            assert meeting.result(30) == "other"

    def test_a_job_has_the_time_that_its_request_has(self, pool: WorkerPool) -> None:
        with pytest.raises(StructureRefused, match=r"longer than 0\.\d+ s"):
            pool.run_within(0.5, pool_jobs.hang)


class TestUnfinished:
    def test_work_that_is_left_is_answered_and_ends_its_worker(self, pool: WorkerPool) -> None:
        first = pool.run(os.getpid)
        assert pool.run(pool_jobs.leave_unfinished, 0.05) == "left"
        assert pool.run(pool_jobs.add, 1) == 2
        assert pool.run(os.getpid) != first

    def test_work_that_is_done_in_time_keeps_its_worker(self, strict_pool: WorkerPool) -> None:
        assert strict_pool.run(pool_jobs.finish_in_time) == strict_pool.run(os.getpid)


def test_a_pool_that_is_warm_has_a_worker_and_a_closed_one_gets_none() -> None:
    with WorkerPool(2, preload=PRELOAD) as pool:
        pool.warm_up()
        assert pool.occupancy() == (2, 2)
    pool.warm_up()
