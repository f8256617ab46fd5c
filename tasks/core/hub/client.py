"""What the Hugging Face Hub says about models: search, facts before a download, and who may use what.

Every question goes out with the visitor's own token or none: `huggingface_hub` would otherwise use the one that the
operator's machine is signed in with.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasks.core.errors import (
    GatedModel,
    ModelNotFound,
    NetworkError,
    NotAModel,
    Offline,
    TokenRefused,
    translate,
)
from tasks.core.hub.weights import stored_bytes
from tasks.core.locales import Phrase
from tasks.core.session import Token

if TYPE_CHECKING:
    from huggingface_hub import HfApi, ModelInfo
    from huggingface_hub.hf_api import ExpandModelProperty_T

# What transformers fetches by itself (a vocoder, say) goes out without the machine's token too. Read at the import of
# huggingface_hub, which this module comes before.
os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"

PATIENCE = 10.0  # seconds for one question
FRESH = 60.0  # seconds that an answer about a public model is believed
EXPAND: list[ExpandModelProperty_T] = [
    "sha", "private", "gated", "downloads", "library_name", "pipeline_tag", "tags", "cardData", "config", "siblings",
    "safetensors", "gguf", "baseModels",
]  # fmt: skip
SEARCHED = ["private", "gated", "downloads", "library_name", "pipeline_tag", "tags", "safetensors"]


@dataclass(frozen=True)
class Facts:
    """A repository of the Hub. `parameters` counts them by the dtype they are stored in (safetensors' metadata)."""

    id: str
    sha: str = ""
    task: str = ""
    library: str = ""
    license: str = ""
    languages: tuple[str, ...] = ()
    downloads: int = 0
    gated: bool = False
    private: bool = False
    parameters: Mapping[str, int] = field(default_factory=dict)
    architectures: frozenset[str] = frozenset()
    model_type: str = ""
    talks: bool = True  # False where its tokenizer is known to have no chat template
    custom_code: bool = False
    files: tuple[str, ...] = ()
    base: str = ""

    @property
    def public(self) -> bool:
        return not (self.gated or self.private)

    @property
    def count(self) -> int:
        """Number of parameters, 0 where the Hub does not know."""
        return sum(self.parameters.values())

    @property
    def size(self) -> int:
        """Bytes of the weights as they are stored."""
        return stored_bytes(self.parameters)

    @property
    def adapter(self) -> bool:
        """Whether it holds a PEFT adapter instead of a model."""
        return "adapter_config.json" in self.files and "config.json" not in self.files

    @property
    def gguf(self) -> bool:
        """Whether its weights are there only in llama.cpp's format."""
        kinds = {name.rsplit(".", 1)[-1] for name in self.files}
        return "gguf" in kinds and "safetensors" not in kinds


def facts_of(info: ModelInfo) -> Facts:
    """Facts out of huggingface_hub's ModelInfo, whatever part of it the Hub sent."""
    tags = info.tags or []
    config = info.config or {}
    files = tuple(each.rfilename for each in info.siblings or [])
    card = info.card_data.to_dict() if info.card_data else {}
    declared = card.get("license") or next((tag[8:] for tag in tags if tag.startswith("license:")), "")
    base = card.get("base_model") or next((tag.rsplit(":", 1)[-1] for tag in tags if tag.startswith("base_model:")), "")
    return Facts(
        id=info.id,
        sha=info.sha or "",
        task=info.pipeline_tag or "",
        library=info.library_name or "",
        license=str(declared),
        languages=tuple(tag for tag in tags if len(tag) in (2, 3) and tag.isalpha() and tag.islower()),
        downloads=info.downloads or 0,
        gated=bool(info.gated),
        private=bool(info.private),
        parameters=dict(info.safetensors.parameters) if info.safetensors else {},
        architectures=frozenset(each for each in config.get("architectures") or [] if isinstance(each, str)),
        model_type=str(config.get("model_type") or ""),
        talks=_may_talk(config, files),
        custom_code="auto_map" in config or "custom_code" in tags,
        files=files,
        base=str(base[0] if isinstance(base, list) and base else base or ""),
    )


def _may_talk(config: Mapping[str, Any], files: tuple[str, ...]) -> bool:
    """Whether a repository may hold a chat template, by the Hub's excerpt of its configurations and its files."""
    tokenizer = config.get("tokenizer_config")
    known = isinstance(tokenizer, dict) and bool(files)
    written = "chat_template_jinja" in config or any(name.startswith("chat_template") for name in files)
    return not known or written or bool(tokenizer and tokenizer.get("chat_template"))


class Hub:
    """The Hub as visitors see it.

    `personal` says that only this machine's own user reaches the app: what lies in the cache is then theirs. With
    `operator`, visitors who are not signed in use the operator's token for public and gated models, never for private
    ones.
    """

    def __init__(self, offline: bool = False, personal: bool = False, operator: Token | None = None) -> None:
        self.offline = offline
        self.personal = personal
        self.operator = operator
        self._known: dict[tuple[str, str, str], tuple[float, Facts]] = {}
        self._lock = threading.Lock()

    def search(self, task: str, words: str, token: Token | None, limit: int = 8) -> list[Facts]:
        """Models of a task whose ids hold all `words`, the most downloaded first. Raises AtlasError."""
        self._check_online(words)
        from huggingface_hub import ModelInfo, constants, get_session, hf_raise_for_status

        asked = {"search": words or None, "pipeline_tag": task, "sort": "downloads", "limit": limit, "expand": SEARCHED}
        try:
            # HfApi.list_models has no timeout, and tries for half a minute where the Hub is down.
            answer = get_session().get(
                f"{constants.ENDPOINT}/api/models",
                params={name: value for name, value in asked.items() if value is not None},
                headers={"Authorization": f"Bearer {token.reveal()}"} if token else {},
                timeout=PATIENCE,
            )
            hf_raise_for_status(answer)
            return [facts_of(ModelInfo(**each)) for each in answer.json()]
        except Exception as error:
            raise translate(error, model="huggingface.co") from error

    def look(self, model: str, revision: str, token: Token | None) -> Facts:
        """What the Hub says about a model to this visitor.

        Raises ModelNotFound, NotAModel, TokenRefused, HubUnreachable, RateLimited, Offline.
        """
        facts = self.known(model, revision, token)
        if facts is not None:
            return facts
        self._check_online(model)
        try:
            info = self._api().model_info(
                model, revision=revision or None, expand=EXPAND, timeout=PATIENCE, token=secret(token)
            )
        except Exception as error:
            ours = translate(error, model=model)
            if isinstance(ours, ModelNotFound):
                self._check_kind(model, token)
            raise ours from error
        facts = facts_of(info)
        with self._lock:
            self._known[_key(model, revision, token)] = (time.monotonic(), facts)
        return facts

    def known(self, model: str, revision: str, token: Token | None) -> Facts | None:
        """What the Hub said a moment ago, without asking it."""
        with self._lock:
            when, facts = self._known.get(_key(model, revision, token), (0.0, None))
        return facts if time.monotonic() - when < FRESH else None

    def admit(self, model: str, revision: str, token: Token | None) -> tuple[Facts | None, str]:
        """Checks that this visitor may use a model, before every use of it, in memory or on disk.

        Gives the facts (None where the Hub cannot be asked and the cache is trusted) and whose it is: empty for what
        everybody may use, else the mark of the visitor's token. Closed when in doubt. Raises what `look` does, and
        GatedModel.
        """
        try:
            facts = self.look(model, revision, token)
        except NetworkError:
            if self.offline or self.personal or self._was_public(model):
                return None, ""
            raise
        if facts.public:
            return facts, ""
        if self.operator is not None and token is None and not facts.private:
            self._check_right(model, self.operator)
            return facts, ""
        if token is None:
            raise GatedModel(model=model)
        self._check_right(model, token)
        return facts, token.owner

    def bearer(self, facts: Facts | None, token: Token | None) -> str | bool:
        """What a download sends: the visitor's token, the operator's where that is allowed, or none."""
        if token is None and self.operator is not None and facts is not None and not facts.private:
            return self.operator.reveal()
        return secret(token)

    def whoami(self, token: Token) -> tuple[str, str]:
        """(account name, role of the token: read, write or fineGrained). Raises TokenRefused and NetworkErrors."""
        if not token.sendable:
            raise TokenRefused()
        try:
            me = self._api().whoami(token=token.reveal())
        except Exception as error:
            raise translate(error, model="huggingface.co") from error
        if not isinstance(me, dict) or "name" not in me:
            raise TokenRefused()
        return str(me["name"]), str((me.get("auth") or {}).get("accessToken", {}).get("role", ""))

    def _was_public(self, model: str) -> bool:
        with self._lock:
            return any(name == model and facts.public for (name, _, _), (_, facts) in self._known.items())

    def _check_right(self, model: str, token: Token) -> None:
        try:
            self._api().auth_check(model, token=token.reveal())
        except Exception as error:
            raise translate(error, model=model) from error

    def _check_kind(self, model: str, token: Token | None) -> None:
        """Raises NotAModel for the id of a dataset or a Space."""
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined] # of httpx or httpx2, by its release

        for kind, named in (("dataset", Phrase("dataset")), ("space", Phrase("Space"))):
            found = False
            # No answer, or none that can be read: then it cannot be told, and the first error says what is the matter.
            with suppress(HTTPError, OSError, ValueError):
                found = self._api().repo_exists(model, repo_type=kind, token=secret(token))
            if found:
                raise NotAModel(model=model, kind=named)

    def _check_online(self, model: str) -> None:
        if self.offline:
            raise Offline(model=model)

    @staticmethod
    def _api() -> HfApi:
        from huggingface_hub import HfApi

        return HfApi()


def _key(model: str, revision: str, token: Token | None) -> tuple[str, str, str]:
    return model, revision, token.owner if token else ""


def secret(token: Token | None) -> str | bool:
    """What huggingface_hub takes as `token`: False keeps it from using the machine's own."""
    return token.reveal() if token else False
