"""All repositories of the stand-in, by id: two and more per task that work, and the ones that do not.

Ids of the working ones are `atlas/<task>-<model type>`; of the broken ones `broken/<what>`. `other` holds what differs by
right, by name or by size. Nothing is built before somebody asks for it.
"""

from __future__ import annotations

from pathlib import Path

from tasks.core.registry import registry
from tests.hub import broken
from tests.hub.declared import Account, Repository
from tests.hub.models import others
from tests.hub.models.audio import hifigan
from tests.rows import _tiny, row, rows
from tests.rows._nlp import bert
from tests.tiny import Build

TEACHER = Account("teacher", "hf_loopback_teacher", "write")
STUDENT = Account("student", "hf_loopback_student", "read")
GUEST = Account("guest", "hf_loopback_guest", "fineGrained", reads_gated=False)
ACCOUNTS = (TEACHER, STUDENT, GUEST)

LICENSES = ("apache-2.0", "mit", "cc-by-nc-4.0", "llama3.1", None)
LANGUAGES = (("en",), ("en", "es"), ("ko",), ("multilingual",))


def id_of(task: str, model_type: str, again: int = 0) -> str:
    """The id of a working repository; two of one type and task are told apart by a number."""
    return f"atlas/{task}-{model_type}" + (f"-{again + 1}" if again else "")


def models() -> list[tuple[str, str, Build]]:
    """Tasks, model types and builders: the rows' first."""
    return [(each.task, each.model_type, each.build) for each in rows().values()] + others()


def working() -> list[Repository]:
    """Every task's repositories, the row's first and the most downloaded."""
    found: dict[str, Repository] = {}
    for i, (task, model_type, build) in enumerate(models()):
        id = id_of(task, model_type)
        id = id_of(task, model_type, 1) if id in found else id
        found[id] = Repository(
            id, build, registry()[task].hub, LICENSES[i % len(LICENSES)], LANGUAGES[i % len(LANGUAGES)],
            downloads=100_000 - 1000 * i, likes=500 - i, model_type=model_type, tags=row(task).tags,
        )  # fmt: skip
    return list(found.values())


def of_task(task: str) -> list[str]:
    """Ids of the repositories that work for a task."""
    kinds = [kind for each, kind, _ in models() if each == task]
    return [id_of(task, kind, kinds[:i].count(kind)) for i, kind in enumerate(kinds)]


def _classifier(name: str, build: Build, **changes: object) -> Repository:
    settings = {"pipeline_tag": "text-classification", "model_type": "bert", "downloads": 50, **changes}
    return Repository(f"broken/{name}", build, **settings)  # type: ignore[arg-type]


def broken_ones() -> list[Repository]:
    """What people publish that cannot or must not be run."""
    pickled, writes = ("pytorch",), {"pipeline_tag": "text-generation", "model_type": "llama"}
    return [
        _classifier("pickle-only", broken.pickle_only, formats=pickled),
        _classifier("pickle-with-code", broken.pickle_with_code, formats=pickled, unsafe=("pytorch_model.bin",)),
        _classifier("corrupt", broken.corrupt),
        _classifier("truncated", broken.truncated),
        _classifier("pointer", broken.pointer),
        _classifier("no-weights", broken.no_weights, formats=()),
        _classifier("wrong-shapes", broken.wrong_shapes),
        _classifier("custom-code", broken.custom_code, tags=("custom_code",), model_type="own-model"),
        _classifier("unknown-architecture", broken.unknown_architecture, model_type="never-heard-of"),
        _classifier("no-model-type", broken.no_model_type, model_type=None),
        _classifier("no-config", broken.no_config, model_type=None),
        _classifier("no-tokenizer", broken.no_tokenizer),
        _classifier("headless", broken.headless),
        _classifier("unnamed-labels", broken.unnamed_labels),
        _classifier("no-padding", broken.no_padding, **writes),
        _classifier(
            "adapter", broken.adapter, pipeline_tag="text-generation", library_name="peft", model_type=None,
            tags=("lora", f"base_model:{broken.BASE}", f"base_model:adapter:{broken.BASE}"), base_model=broken.BASE,
        ),
        _classifier(
            "gguf", broken.gguf, pipeline_tag="text-generation", library_name=None, formats=("gguf",), model_type=None,
            gguf=broken.GGUF,
        ),
        _classifier(
            "diffusers", broken.diffusers, pipeline_tag="text-to-image", library_name="diffusers", model_type=None,
            tags=("diffusers:StableDiffusionPipeline",),
        ),
        _classifier(
            "sentence-transformers", broken.sentence_transformers, pipeline_tag="sentence-similarity",
            library_name="sentence-transformers",
        ),
        _classifier("too-big", broken.too_big, **writes, claimed=broken.SHARDS, parameters={"BF16": broken.BILLIONS}),
    ]  # fmt: skip


def large(folder: Path) -> None:
    """A classifier of 26 MB: the client reads in pieces of 10 MB, and only whole pieces can be resumed."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.bert_tokenizer(max_length=256)
    config = _tiny.bert_config(tokenizer, ["bad", "good"], vocab_size=400_000)
    _tiny.save(folder, t.BertForSequenceClassification(config), tokenizer)


def other() -> list[Repository]:
    """Gated, private, renamed, large, with two revisions, a dataset and a Space."""
    first = bert("BertForSequenceClassification", ["bad", "good"])
    second = bert("BertForSequenceClassification", ["sad", "glad"])
    task = "text-classification"
    return [
        Repository("school/gated", first, task, "llama3.1", gated="manual", accepted=frozenset({"student", "guest"})),
        Repository("school/gated-auto", second, task, "gemma", gated="auto"),
        Repository("teacher/private", first, task, private_to="teacher"),
        Repository("teacher/private-gated", first, task, private_to="teacher", gated="auto"),
        Repository("atlas/old-name", first, renamed_to="atlas/text-classification-bert"),
        Repository("atlas/large", large, task, downloads=10),
        Repository("atlas/two-revisions", first, task, downloads=10, revisions={"v2": second}),
        Repository("atlas/some-dataset", _readme, kind="dataset", library_name=None, formats=()),
        Repository("atlas/some-space", _readme, kind="space", library_name=None, formats=()),
        # transformers fetches the vocoder of SpeechT5 by this name.
        Repository("microsoft/speecht5_hifigan", hifigan, "text-to-audio", "mit", model_type="speecht5_hifigan"),
    ]


def _readme(folder: Path) -> None:
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# no model\n", encoding="utf-8")


def everything() -> list[Repository]:
    return [*working(), *broken_ones(), *other()]
