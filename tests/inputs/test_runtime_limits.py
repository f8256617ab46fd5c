"""Heavy work of strangers: it is stopped, takes turns with others', ends in time, and is refused where it is too large."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file

from tasks.core import limits
from tasks.core.errors import Cancelled, RunTooLarge, RunTooLong
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.limits import allow_run_bytes
from tasks.core.registry import registry
from tasks.core.run.jobs import Job
from tasks.core.run.local import Runtime, RuntimeOptions
from tasks.core.run.runner import ModelKey
from tasks.core.run.slots import Slots, Turn
from tasks.core.run.work import Run
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Choice
from tests import files
from tests.conftest import Served, serve, started
from tests.tiny import TinyModels

ONE, OTHER = "text-classification", "token-classification"


@dataclass(frozen=True)
class Do:
    """Work that is a function of the loaded model."""

    function: Callable[[Any], Any]
    group: None = None

    def on(self, loaded: Any, stop: Any, wrote: Any) -> Any:
        return self.function(loaded)

    def on_many(self, loaded: Any, works: Any) -> None:
        return None


def layers_for_ever(loaded: Any) -> None:
    """One forward pass after the other."""
    inputs = loaded.pipe.tokenizer("a good film", return_tensors="pt")
    while True:
        loaded.pipe.model(**inputs)


def words_for_ever(loaded: Any) -> None:
    """One text after the other is prepared, and none computed."""
    while True:
        loaded.pipe.preprocess("a good film")


def pieces_for_ever(loaded: Any) -> None:
    """One preparation that gives piece after piece, as of a long sound."""
    pieces = loaded.clock.timed("preprocess", lambda: itertools.repeat({}))
    for _ in pieces():
        continue


def key(task: str = ONE) -> ModelKey:
    return ModelKey(task, f"local/{task}")


def run_of(task: str, **values: Any) -> Run:
    return Run(task, registry()[task].clean(values))


@pytest.fixture
def runtime(tiny_models: TinyModels) -> Runtime:
    return runtime_of(tiny_models, concurrency=1)


def runtime_of(tiny_models: TinyModels, **options: Any) -> Runtime:
    store = ModelStore(tiny_models(ONE, OTHER, "text-generation"), Hub(offline=True))
    return Runtime(store, RuntimeOptions(**options))


def begun(job: Job) -> Job:
    """The job once it is worked on."""
    until(lambda: job.progress.stage == "running" or job.future.done())
    return job


def until(happened: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


# --- Stop ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("work", [layers_for_ever, words_for_ever, pieces_for_ever], ids=lambda work: work.__name__)
def test_stop_is_heard_between_all_steps(runtime: Runtime, work: Callable[[Any], None]) -> None:
    job = begun(runtime.submit(key(), Do(work)))
    job.cancel()
    with pytest.raises(Cancelled):
        job.future.result(60)
    assert runtime.submit(key(), run_of(ONE, text="a good film")).future.result(60).result


def test_a_batch_goes_on_for_those_who_stay(runtime: Runtime) -> None:
    """One of two who share a forward pass presses Stop: the other has an answer."""
    held = threading.Event()
    runtime.submit(key(), Do(lambda loaded: held.wait(60)))
    left, stays = (runtime.submit(key(), run_of(ONE, text="a good film")) for _ in range(2))
    left.cancel()
    held.set()
    assert stays.future.result(60).result


def test_every_model_has_steps(tiny_models: TinyModels) -> None:
    """Of each task's model more than the model itself is a step: Stop need not wait for a whole forward pass."""
    from tasks.core.run.loading import load
    from tasks.core.run.watch import models_of, steps

    for task in (ONE, "summarization", "mask-generation", "image-to-image"):
        pipe = load(tiny_models(task) / task, key(task), trust_remote_code=False).pipe
        assert len(steps(pipe)) > len(models_of(pipe)), task


# --- turns --------------------------------------------------------------------------------------------------------------


def test_short_work_does_not_wait_for_long_work_to_end(runtime: Runtime) -> None:
    """One slot, held by work without an end: another model's run is done all the same, and the first goes on."""
    long = begun(runtime.submit(key(), Do(layers_for_ever)))
    assert runtime.submit(key(OTHER), run_of(OTHER, text="Ada lives in Oslo")).future.result(60)
    until(lambda: long.progress.stage == "running")
    assert not long.future.done()
    long.cancel()
    with pytest.raises(Cancelled):
        long.future.result(60)


def test_who_waits_is_told_for_what(runtime: Runtime) -> None:
    go = threading.Event()
    runtime.submit(key(OTHER), run_of(OTHER, text="Ada")).future.result(60)  # loaded: nothing else to wait for
    begun(runtime.submit(key(), Do(lambda loaded: go.wait(60))))
    waits = runtime.submit(key(OTHER), run_of(OTHER, text="Ada lives in Oslo"))
    until(lambda: waits.progress.stage == "turn")
    assert str(waits.phrase).startswith("Waiting for another run: Text classification (")
    go.set()
    assert waits.future.result(60)


def test_a_turn_that_is_waited_for_can_be_stopped(runtime: Runtime) -> None:
    go = threading.Event()
    runtime.submit(key(OTHER), run_of(OTHER, text="Ada")).future.result(60)
    begun(runtime.submit(key(), Do(lambda loaded: go.wait(60))))
    waits = runtime.submit(key(OTHER), run_of(OTHER, text="Ada lives in Oslo"))
    until(lambda: waits.progress.stage == "turn")
    waits.cancel()
    with pytest.raises(Cancelled):
        waits.future.result(60)
    go.set()


def test_new_work_goes_first_and_old_work_is_not_forgotten() -> None:
    """Claims: of two that came at once the one that had less; but who waited for long enough goes before it."""
    new, old = Turn("new"), Turn("old")  # type: ignore[arg-type]
    old.used = 30.0
    new.asked = old.asked = 100.0
    assert new.claim(101) > old.claim(101)
    new.asked = 150.0
    assert old.claim(151) > new.claim(151)


def test_nothing_begins_without_memory_beside_what_is_under_way() -> None:
    """Work that had its slice keeps what it holds while others compute: so another begins only where there is room."""
    free = [10]
    slots = Slots(2, lambda: free[0], least=100)
    first, second = Turn("first"), Turn("second")  # type: ignore[arg-type]
    told: list[Turn | None] = []
    done = threading.Event()

    def other() -> None:
        with slots.taken(second, told.append):
            done.set()

    with slots.taken(first, told.append):  # alone it begins whatever there is
        thread = threading.Thread(target=other)
        thread.start()
        until(lambda: None in told)
        assert not done.is_set()
        free[0] = 100
        thread.join(60)
    assert done.is_set()


# --- time ---------------------------------------------------------------------------------------------------------------


def test_a_run_ends_after_its_seconds(tiny_models: TinyModels) -> None:
    runtime = runtime_of(tiny_models, seconds=0.3)
    with pytest.raises(RunTooLong, match="--run-seconds"):
        runtime.submit(key(), Do(layers_for_ever)).future.result(60)
    assert runtime.submit(key(), run_of(ONE, text="a good film")).future.result(60).result


def test_what_was_written_by_the_limit_is_the_answer(tiny_models: TinyModels) -> None:
    build_slow_writer(tiny_models() / "slow-writer")
    runtime = runtime_of(tiny_models, seconds=1.5)
    slow = ModelKey("text-generation", "local/slow-writer")
    runtime.submit(slow, run_of("text-generation", text="a", max_new_tokens=1)).future.result(60)
    values = {"text": "a good film", "max_new_tokens": 1024, "do_sample": False}
    outcome = runtime.submit(slow, run_of("text-generation", **values)).future.result(120)
    assert 0 < len(outcome.result[0]["generated_text"]) < 1000
    assert any("the limit for one run here" in str(said) for said in outcome.notes)


def build_slow_writer(folder: Path) -> None:
    """A Llama that takes many seconds for a thousand tokens, and never comes to an end before."""
    from tests.rows import _tiny

    if not folder.is_dir():
        _tiny.seed()
        tokenizer = _tiny.byte_tokenizer()
        size = {"hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 12, "num_attention_heads": 4}
        model = _tiny.small_llama(tokenizer, **size)
        model.generation_config.eos_token_id = None
        model.config.eos_token_id = None
        aside = folder.with_name(f".{folder.name}")
        _tiny.save(aside, model, tokenizer)
        aside.rename(folder)


# --- memory -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def little_memory() -> Iterator[None]:
    allow_run_bytes(60_000_000)
    yield
    allow_run_bytes(0)


def test_a_text_too_long_for_the_memory_is_refused_with_the_length_that_fits(
    tiny_models: TinyModels, little_memory: None
) -> None:
    store = ModelStore(tiny_models("summarization"), Hub(offline=True))
    runtime = Runtime(store)

    def ask(characters: int) -> Any:
        work = run_of("summarization", text="a" * characters, max_new_tokens=2)
        return runtime.submit(key("summarization"), work).future.result(120)

    with pytest.raises(RunTooLarge) as refused:
        ask(20_000)
    said = refused.value.facts["instead"]
    assert "would fit" in str(said)
    fits = int(said.facts["fits"].value)
    assert 500 < fits < 20_000
    assert ask(fits - 50).result
    with pytest.raises(RunTooLarge):
        ask(fits * 2)


def test_a_batch_too_large_for_the_memory_is_done_in_parts(tiny_models: TinyModels, little_memory: None) -> None:
    """Jobs that are too much together, each of which is not, all have their answers."""
    runtime = runtime_of(tiny_models)
    text = "a good film " * 20
    alone = runtime.submit(key(), run_of(ONE, text=text)).future.result(60).result
    allow_run_bytes(1_500_000)
    go = threading.Event()
    runtime.submit(key(), Do(lambda loaded: go.wait(60)))
    jobs = [runtime.submit(key(), run_of(ONE, text=text)) for _ in range(16)]
    go.set()
    outcomes = [job.future.result(60) for job in jobs]
    assert [each.result[0]["label"] for each in outcomes] == [alone[0]["label"]] * 16
    assert 1 < max(each.batch for each in outcomes) < 16


def test_long_texts_share_smaller_batches(runtime: Runtime) -> None:
    from tasks.core.run.execution import BATCH, execute_together

    spec = registry()[ONE]
    long = [spec.call({"text": "a" * (BATCH // 2)}) for _ in range(3)]
    seen: list[Any] = []
    runtime.submit(key(), Do(lambda loaded: seen.append(execute_together(loaded, spec, long)))).future.result(60)
    assert seen == [None]


def test_a_rehearsal_leaves_the_model_as_it_is(runs_models: None, little_memory: None) -> None:
    """Models that keep something of a forward pass: positions that grow (M2M100), remembered by their shape (DINOv3)."""
    import torch
    from torch._subclasses.fake_tensor import FakeTensor
    from transformers import DINOv3ViTConfig, DINOv3ViTModel, M2M100Config, M2M100Model

    from tasks.core.run.rehearsal import Rehearsal
    from tasks.core.run.watch import Watch

    torch.manual_seed(0)
    size: Any = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    picture = DINOv3ViTModel(DINOv3ViTConfig(**size)).eval()
    layers: Any = {"encoder_layers": 1, "decoder_layers": 1, "d_model": 16, "encoder_ffn_dim": 32,
                   "encoder_attention_heads": 2, "decoder_attention_heads": 2, "max_position_embeddings": 64}  # fmt: skip
    words = M2M100Model(M2M100Config(vocab_size=20, decoder_ffn_dim=32, **layers)).get_encoder().eval()
    cases: list[tuple[Any, dict[str, Any]]] = [
        (picture, {"pixel_values": torch.rand(1, 3, 400, 400)}),
        (words, {"input_ids": torch.randint(4, 20, (1, 1000))}),
    ]
    allow_run_bytes(10**10)
    for model, inputs in cases:
        with torch.no_grad():
            rehearsal = Rehearsal(model, Watch())
            given = model(**inputs)[0]
            assert rehearsal.found and all(each.whole and each.bytes > 0 for each in rehearsal.found.values())
            assert not isinstance(given, FakeTensor) and bool(torch.isfinite(given).all())
            tensors = [
                *model.state_dict().values(),
                *itertools.chain(*(vars(each).values() for each in model.modules())),
            ]
            assert not any(isinstance(each, FakeTensor) for each in tensors)


def test_estimates_are_about_what_is_taken(another_python: None, runs_models: None) -> None:
    """Measured in a process of its own, for attention that keeps its scores and for such that does not."""
    import subprocess
    import sys

    program = """
import json, torch
from transformers import LlamaConfig, LlamaForCausalLM, T5Config, T5EncoderModel
from tasks.core.run.rehearsal import Understudy
torch.set_num_threads(1)
size = dict(hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4, vocab_size=20000)
models = [
    (LlamaForCausalLM(LlamaConfig(**size)).eval(), 1500, 3000),
    (T5EncoderModel(T5Config(d_model=128, d_ff=256, num_layers=2, num_heads=8)).eval(), 1000, 2500),
]
def held(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
found = []
with torch.no_grad():
    for model, few, many in models:
        model(input_ids=torch.ones(1, few, dtype=torch.long))  # what the libraries take once is taken
        given = {"input_ids": torch.ones(1, many, dtype=torch.long)}
        need = Understudy(model).need("", ((), given)).bytes
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")  # the kernel measures the peak anew
        before = held("VmRSS")
        model(**given)
        found.append((need, held("VmHWM") - before))
print(json.dumps(found))
"""
    # What is freed goes back to the kernel at once, or what an earlier pass left would be counted out of a later one.
    gives_back = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0", "MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, **gives_back}
    )
    for need, taken in json.loads(done.stdout.splitlines()[-1]):
        assert 0.8 < need / taken < 1.25, (need, taken)


def test_a_forward_pass_waits_for_memory_that_others_hold(runtime: Runtime) -> None:
    """Two that need more than is free: the one that began goes on when the other is done; alone, it is refused."""
    from tasks.core.errors import OutOfMemory

    free = [0]
    runtime.slots.free = lambda: free[0]
    runtime.slots.most = 2
    go = threading.Event()
    other = begun(runtime.submit(key(OTHER), Do(lambda loaded: go.wait(60))))
    waits = runtime.submit(key(), Do(lambda loaded: loaded.watch.make_room(1000)))
    until(lambda: waits.progress.stage == "memory")
    free[0] = 10**12
    waits.future.result(60)
    go.set()
    other.future.result(60)
    free[0] = 0
    with pytest.raises(OutOfMemory):
        runtime.submit(key(), Do(lambda loaded: loaded.watch.make_room(1000))).future.result(60)


def test_a_long_prompt_is_rehearsed_and_written_on(tiny_models: TinyModels, little_memory: None) -> None:
    """The cache of a writing model is filled by the model alone; a prompt over the memory is refused."""
    runtime = runtime_of(tiny_models)

    def ask(characters: int) -> Any:
        values = {"text": "a" * characters, "max_new_tokens": 3, "do_sample": False}
        return runtime.submit(key("text-generation"), run_of("text-generation", **values)).future.result(60)

    assert ask(1_000).result[0]["generated_text"].startswith("a" * 1_000)
    allow_run_bytes(500_000)
    with pytest.raises(RunTooLarge, match="would fit"):
        ask(2_000)


def test_what_goes_on_by_the_numbers_is_rehearsed_up_to_there(runs_models: None, little_memory: None) -> None:
    """A voice (VITS) whose length comes from the durations that it finds: its attention over the text comes before."""
    import torch
    from transformers import VitsConfig, VitsModel

    from tasks.core.run.rehearsal import Rehearsal
    from tasks.core.run.watch import Watch

    size: Any = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "ffn_dim": 32, "flow_size": 16,
                 "spectrogram_bins": 9, "upsample_initial_channel": 32, "duration_predictor_filter_channels": 16,
                 "prior_encoder_num_flows": 1, "posterior_encoder_num_wavenet_layers": 1}  # fmt: skip
    model = VitsModel(VitsConfig(vocab_size=20, **size)).eval()
    Rehearsal(model, Watch())
    with pytest.raises(RunTooLarge), torch.no_grad():
        model(input_ids=torch.ones(1, 5_000, dtype=torch.long))


# --- from outside -------------------------------------------------------------------------------------------------------


class Stranger:
    """A program that speaks Gradio's protocol, and may leave in the middle."""

    def __init__(self, url: str, session: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.session = session

    def asks(self, task: str, **values: Any) -> None:
        name = registry()[task].endpoint
        config = self.http.get("/config").json()
        takes = self.http.get("/gradio_api/info").json()["named_endpoints"][f"/{name}"]["parameters"]
        index = next(each["id"] for each in config["dependencies"] if each["api_name"] == name)
        data = [values.get(each["parameter_name"], each.get("parameter_default")) for each in takes]
        body = {"data": data, "fn_index": index, "session_hash": self.session}
        self.http.post("/gradio_api/queue/join", json=body).raise_for_status()

    @contextmanager
    def hears(self) -> Iterator[Iterator[dict[str, Any]]]:
        """The messages until it leaves."""
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            yield (json.loads(line[5:]) for line in stream.iter_lines() if line.startswith("data:"))


LONG = {"text": "a good film", "max_new_tokens": 1024, "num_beams": 2, "do_sample": False, "model": "local/slow-writer"}


def test_a_run_whose_visitor_left_ends(tiny_models: TinyModels) -> None:
    """The log has no answer for who left, and the next one with the same model need not wait for it."""
    build_slow_writer(tiny_models() / "slow-writer")
    with serve("--models-dir", str(tiny_models()), "--offline", "--log-level", "debug") as running:
        stranger = Stranger(running.url, "leaves")
        stranger.asks("text-generation", **LONG)
        with stranger.hears() as messages:
            assert any(each["msg"] == "process_starts" for each in messages)
            until(lambda: "Loaded local/slow-writer" in running.log)
            time.sleep(0.5)
        stranger.http.close()
        short = {**LONG, "max_new_tokens": 1, "num_beams": 1}
        assert Client(running.url, verbose=False).predict(api_name="/text_generation", **short)
        assert running.log.count("Ran Run on local/slow-writer") == 1


def test_a_server_that_is_stopped_tells_those_who_wait(tiny_models: TinyModels) -> None:
    """One runs and one waits; the process ends within five seconds, with its message out to both."""
    build_slow_writer(tiny_models() / "slow-writer")
    with started("--models-dir", str(tiny_models()), "--offline") as running:
        running.wait()
        strangers = [Stranger(running.url, name) for name in ("runs", "waits")]
        heard: list[dict[str, Any]] = []

        def wait(stranger: Stranger) -> None:
            with stranger.hears() as messages:
                for each in messages:
                    if each["msg"] == "process_completed":
                        heard.append(each)
                        return

        for each in strangers:
            each.asks("text-generation", **LONG)
        threads = [threading.Thread(target=wait, args=(each,)) for each in strangers]
        for thread in threads:
            thread.start()
        until(lambda: "Loaded local/slow-writer" in running.log)
        time.sleep(0.5)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(5) == 0
        for thread in threads:
            thread.join(10)
    assert [each["success"] for each in heard] == [False, False]
    assert all("is being stopped" in each["output"]["error"] for each in heard)
    assert "Traceback" not in running.log


def test_a_run_too_large_is_refused_before_its_memory_is_spent(served: Served) -> None:
    """The longest text that is taken, for the embedded model, in the process that serves it."""

    def most() -> int:
        status = Path(f"/proc/{served.process.pid}/status").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024

    client = Client(served.url, verbose=False)
    client.predict(api_name="/summarization", text="It rained in Oslo on Monday. The match was moved.")
    before = most()
    words = "It rained in Oslo on Monday, and the match was moved to the hall. " * 1000
    try:
        client.predict(api_name="/summarization", text=words[: limits.LIMITS.characters])
    except Exception as error:
        assert "would fit" in str(error) or "more tokens" in str(error), error
    assert most() - before < limits.run_bytes()


def test_of_a_refused_text_the_length_that_fits_takes_the_memory_that_is_allowed(
    runs_models: None, tmp_path: Path
) -> None:
    """The longest text that a T5 of the usual heads takes: not over two gigabytes, and not far below."""
    from tests.benchmarks.memory import MOST, measured

    figures = measured("t5 of 12 heads", "50,000 characters", tmp_path)
    assert "would fit" in figures["refused"] and figures["fits"]
    assert MOST / 3 < figures["mb"] * 1e6 < MOST, figures


def test_a_run_takes_two_gigabytes_where_the_machine_has_plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """An eighth of the machine, two gigabytes at most; what the operator says counts, also where it is more."""
    for memory, allowed in ((8, 1), (16, 2), (256, 2)):
        monkeypatch.setattr(limits, "memory_here", lambda memory=memory: memory * 10**9)
        assert limits.run_bytes() == allowed * 10**9
    allow_run_bytes(6 * 10**9)
    try:
        assert limits.run_bytes() == 6 * 10**9
    finally:
        allow_run_bytes(0)


def test_labels_that_are_too_long_for_a_model_of_sounds_are_named(served: Served) -> None:
    """CLAP's own error about them says nothing of a text."""
    client = Client(served.url, verbose=False)
    sound = handle_file(files.sound(1.0, 16_000))
    with pytest.raises(Exception, match="“Candidate labels” has"):
        client.predict(
            audio=sound, candidate_labels=["a bell " * 60, "rain"], api_name="/zero_shot_audio_classification"
        )


# --- folders that change ------------------------------------------------------------------------------------------------


def test_a_folder_saved_again_is_loaded_anew(served: Served, tiny_models: TinyModels) -> None:
    folder = tiny_models(ONE) / "saved-again"
    shutil.copytree(tiny_models() / ONE, folder)
    client = Client(served.url, verbose=False)

    def labels() -> set[str]:
        *_, result = client.predict(api_name="/text_classification", text="a good film", model="local/saved-again")
        return {each["label"] for each in result}

    def write(change: Callable[[dict[str, Any]], None]) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        change(config)
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    before = labels()
    write(lambda config: config.update(id2label={"0": "sun", "1": "rain"}, label2id={"sun": 0, "rain": 1}))
    assert labels() == {"sun", "rain"} != before
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(weights[: len(weights) // 2])  # as if it were being written
    with pytest.raises(Exception, match="broken or cut off"):
        labels()
    (folder / "model.safetensors").write_bytes(weights)
    assert labels() == {"sun", "rain"}


def test_the_model_before_does_what_waits_for_it_and_goes(tiny_models: TinyModels, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    shutil.copytree(tiny_models(ONE) / ONE, folder)
    runtime = Runtime(ModelStore(tmp_path, Hub(offline=True)))
    place = ModelKey(ONE, "local/m")
    go = threading.Event()
    begun(runtime.submit(place, Do(lambda loaded: go.wait(60))))
    waits = runtime.submit(place, run_of(ONE, text="a good film"))
    first = runtime.workers[place]
    shutil.copy(folder / "config.json", folder / "changed.json")
    assert runtime.submit(place, run_of(ONE, text="a good film")).future.result(60).result
    assert runtime.workers[place] is not first and not waits.future.done()
    go.set()
    assert waits.future.result(60).result
    first.join(60)
    assert not runtime.ledger.held(first) and runtime.ledger.held(runtime.workers[place])


# --- checkpoints --------------------------------------------------------------------------------------------------------


def test_a_checkpoint_saved_thrice_is_one_file(runtime: Runtime, tmp_path: Path) -> None:
    service, spec = Service(runtime, runtime.store), registry()[ONE]

    async def save() -> Path:
        return await service.save(spec, Choice(f"local/{ONE}"), tmp_path)

    paths = {asyncio.run(save()) for _ in range(3)}
    assert len(paths) == 1
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == list(paths)
    paths.pop().unlink()  # as the cache is cleared
    assert asyncio.run(save()).is_file()


# --- the event loop -----------------------------------------------------------------------------------------------------


def test_nothing_is_drawn_on_the_event_loop(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a task makes of its result, and what the page and the endpoints make of that, run in other threads."""
    from tasks.ui import endpoints

    spec = registry()[ONE]
    threads: dict[str, int] = {}

    def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*args: Any, **kwargs: Any) -> Any:
            threads[name] = threading.get_ident()
            return function(*args, **kwargs)

        return noting

    for name in ("render", "headline", "subset"):
        monkeypatch.setitem(vars(spec), name, noted(name, getattr(spec, name)))
    monkeypatch.setattr(endpoints, "shown", noted("shown", endpoints.shown))

    async def ask() -> int:
        service = Service(runtime, runtime.store)
        answer = await service.answer(Ask(ONE, {"text": "a good film"}, Choice(f"local/{ONE}")))
        assert isinstance(answer, Answer)
        await endpoints.given(spec, answer)
        return threading.get_ident()

    loop = asyncio.run(ask())
    assert set(threads) == {"render", "headline", "subset", "shown"} and loop not in threads.values()
