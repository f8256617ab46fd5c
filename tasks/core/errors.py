"""Every error that a visitor can meet, as one tree, and one table that turns foreign exceptions into it.

    AtlasError
    ├── InputError            what was given cannot be used
    │   ├── EmptyInput · UnreadableInput (IsDocument) · InputTooLarge · RunTooLarge · TooShort · TooShortForModel
    │   ├── TextTooLong (LongText) · AnswerTooLong · UnusableText · DoesNotFit
    │   └── NoMaskToken · NoLabels · BadParameter · BadRequest
    ├── ModelError            the model cannot do this here
    │   ├── InvalidModelId · ModelNotFound (NoSuchFolder) · NotAModel · WrongTask (OtherUse, NoChatTemplate) · TemplateRefuses
    │   ├── MissingWeights · UnknownArchitecture
    │   ├── OtherLibrary · AdapterOnly · GgufOnly · CustomCode · UnsafeWeights
    │   └── BrokenModel (CorruptWeights, BrokenFile) · ModelTooLarge · NoPaddingToken · NoEmbeddedModel
    ├── AccessError           somebody must allow it first
    │   ├── GatedModel · TokenRefused
    │   └── UnknownHost · ForeignPage · LoginNeeded · TooManyGuesses
    ├── NetworkError          the Hub did not answer
    │   └── HubUnreachable · RateLimited · Offline · MissingPart
    ├── MachineError          this machine lacks something
    │   └── MissingProgram · MissingPackage · MissingDevice · OutOfMemory · RunTooLong · DiskFull
    ├── Busy                  too many runs are waiting
    ├── Closing               the server is being stopped
    ├── Cancelled             somebody pressed Stop
    └── UnexpectedError       anything else: a bug, here or in a library

A message says what happened, why, and what to do next: its English stands in the class as `says`, other languages in
`assets/locales`. `{braces}` are filled from `facts`: words in them are Phrases, so that every part of a message speaks
one language. They never hold a token, or any text, file or table that a visitor gave to work on.
"""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tasks.core.locales import Phrase, say
from tasks.core.places import Place, place_of

log = logging.getLogger("atlas")


class AtlasError(Exception):
    """Base of all errors shown to a visitor. `facts` fill the braces of the message."""

    says = "Something went wrong."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message())

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels between processes, which an exception of named facts does not by itself."""
        return _again, (type(self), self.facts)

    @property
    def code(self) -> str:
        """The class name: stable, for clients that look at errors by machine."""
        return type(self).__name__

    @property
    def phrase(self) -> Phrase:
        """What happened, why, and what to do next, in no language yet."""
        return Phrase(self.says, **self.facts)

    def message(self, language: str = "en") -> str:
        """The phrase in `language` (English where a translation is missing)."""
        return str(say(self.phrase, language))


def _again(kind: type[AtlasError], facts: dict[str, Any]) -> AtlasError:
    return kind(**facts)


class InputError(AtlasError):
    """What was given cannot be used."""

    says = "This input cannot be used."


class EmptyInput(InputError):
    """A required input is missing. Facts: `field`."""

    says = "“{field}” is still empty, and the model needs it to work on. Fill it in, or click an example."


class UnreadableInput(InputError):
    """A file or text could not be decoded. Facts: `field`, `reason`."""

    says = "“{field}” could not be read: {reason}. Try another file, or save it again in a common format."


class IsDocument(UnreadableInput):
    """A PDF where a picture is asked for. Facts: `field`; `fits`, the ids of tasks that take documents, which
    `registry.with_tasks` adds."""

    says = "“{field}” is a PDF, and this task takes pictures. Save the page that you mean as a picture (PNG, JPEG). PDFs are taken by: {fits}."


class TooShort(InputError):
    """A sound or a clip of fewer moments than the model works on. Facts: `field`, `length` and `least`, each a Phrase."""

    says = "“{field}” is too short: {length}, and at least {least} are needed. Use a longer one."


class TooShortForModel(InputError):
    """One that broke a model, which does not say how much it needs. Facts: `field`."""

    says = "“{field}” is too short for this model: there is less of it than the model works on at once. Use a longer one, or another model."


class InputTooLarge(InputError):
    """Over a limit that protects the server. Facts: `field`, `size`, `limit`."""

    says = "“{field}” is too large: {size}, and the limit here is {limit}. The limit keeps the server quick for everybody. Use something smaller."


class RunTooLarge(InputError):
    """Would need more memory than one run may take; said before it is computed. Facts: `needs`, `limit`, `instead`."""

    says = "This run would need about {needs} of memory beside its model, and one run may take {limit} here. {instead}"


class TextTooLong(InputError):
    """More tokens than the model can take."""

    says = "The text has more tokens than this model can take. Shorten it, or choose a model with a longer context."


class LongText(TextTooLong):
    """The text that has them. Facts: `field`, `tokens`, `limit`."""

    says = "“{field}” has {tokens} tokens (words or pieces of words), and this model takes {limit}. Shorten it, or choose a model with a longer context."


class UnusableText(InputError):
    """A text, a list or a conversation that no file format would help. Facts: `field`, `reason`."""

    says = "“{field}” cannot be used: {reason}."


class AnswerTooLong(InputError):
    """A text together with what the model writes is more tokens than it can take."""

    says = "The text and the answer together have more tokens than this model can take. Shorten the text, lower max_new_tokens, or choose a model with a longer context."


class DoesNotFit(InputError):
    """Numbers of this input have other shapes than the model computes with. Facts: `model`."""

    says = "“{model}” and this input do not fit together: the model computes with other sizes than this input has. Try an input of another size, or another model."


class NoMaskToken(InputError):
    """fill-mask without a mask in the text."""

    says = "There is no mask in the text, so there is nothing to fill. Write [MASK] where a word is missing, for example: The sky is [MASK]."


class NoLabels(InputError):
    """A zero-shot task without candidate labels."""

    says = "There are no candidate labels. This task chooses between labels that you give: write some, separated by commas."


class BadParameter(InputError):
    """A parameter out of its range or of the wrong kind. Facts: `field`, `reason`."""

    says = "The parameter {field} cannot be used: {reason}."


class BadRequest(InputError):
    """A request of a program that no page sends. Facts: `reason`."""

    says = "This request cannot be used: {reason}. The endpoints and their parameters are listed at /gradio_api/info, and on the page behind “API · MCP”."


class ModelError(AtlasError):
    """The model cannot do this here."""

    says = "This model cannot be used here."


class InvalidModelId(ModelError):
    """Not `owner/name`, not an embedded or local model. Facts: `model`."""

    says = "“{model}” is not a model id. Ids look like owner/name, for example google-bert/bert-base-uncased. Choose one of the list, or paste an id or address from huggingface.co/models."


class ModelNotFound(ModelError):
    """No such repository or revision, or a private one. Facts: `model`."""

    says = "The Hub has no model “{model}” in this revision, or it is private. Check the spelling; if it is private, sign in with a token that may read it."


class NoSuchFolder(ModelNotFound):
    """No folder of this name ships with the app or lies in the operator's. Facts: `model`."""

    says = "There is no model “{model}” on this server. Choose one of the list, or type the id of a model of the Hub."


class NotAModel(ModelError):
    """The id of a dataset or a Space. Facts: `model`, `kind`."""

    says = "“{model}” is a {kind} of the Hub, not a model. Look for the models that name it: https://huggingface.co/models?search={model}"


class WrongTask(ModelError):
    """The checkpoint has no trained head for this task. Facts: `model`, `task`, `found`; `fits`, the ids of tasks as a list,
    or NO_OTHER_TASK."""

    says = "“{model}” was not trained for {task}: it holds {found}. Its answers would come from random weights, so it is not run. It fits: {fits}."


class OtherUse(WrongTask):
    """A model that has what the task needs, and is used in another way. Facts: as in WrongTask, and `reason`."""

    says = "“{model}” cannot be used for {task}: {reason}. It fits: {fits}."


class NoChatTemplate(WrongTask):
    """The model was not trained to chat. Facts: as in WrongTask."""

    says = "“{model}” has no chat template, so it was not trained to chat, which {task} needs. It fits: {fits}."


class TemplateRefuses(ModelError):
    """The model's own chat template refuses the conversation. Facts: `model`; `reason`, the template's words."""

    says = "The chat template of “{model}” refuses this conversation: {reason}. Change the messages, or choose another model."


class MissingWeights(ModelError):
    """Weights that the task needs are not in the checkpoint. Facts: `model`, `task`, `missing`, `count`; `fits` as in
    WrongTask."""

    says = "“{model}” lacks weights that {task} needs ({missing}; {count} in all). transformers would fill them at random, and the answers would be noise, so it is not run. What it has fits: {fits}."


class UnknownArchitecture(ModelError):
    """This release of transformers does not know the model type. Facts: `model`."""

    says = "“{model}” has an architecture that the installed transformers does not know, or it is not a transformers model. Choose another model, or update transformers."


class BrokenModel(ModelError):
    """Files are missing, corrupt, cut off, or do not fit together. Facts: `model`, `reason`."""

    says = "“{model}” could not be loaded: {reason}. Choose another model or revision; if a download was cut off, run again."


class CorruptWeights(BrokenModel):
    """A weights file is corrupt or cut off; what was stored of it is deleted. Facts: `model`; `file`, where it is known."""

    says = "The weights of “{model}” are corrupt or cut off. A stored download of them has been deleted: run again to fetch them anew. If it happens again, the files in the repository themselves are broken; choose another model or revision."


class BrokenFile(BrokenModel):
    """A file of a folder on this server is corrupt or cut off, and is not to be had from elsewhere. Facts: `model`, `file`."""

    says = "“{model}” could not be loaded: the file {file} in its folder is broken or cut off. Choose another model; whoever runs the app can save the model there again (save_pretrained), or copy that file anew."


class OtherLibrary(ModelError):
    """The repository is made for another library than transformers. Facts: `model`, `library`."""

    says = "“{model}” is made for the library {library}, not for transformers, so no pipeline can load it. Choose a model with the tag “transformers”."


class AdapterOnly(ModelError):
    """A PEFT adapter, which changes another model and is none itself. Facts: `model`, `base`."""

    says = "“{model}” is a PEFT adapter: a small change to another model ({base}), not a model of its own. Choose {base}, or merge the two with peft (merge_and_unload) and save the result."


class GgufOnly(ModelError):
    """Weights only in llama.cpp's format. Facts: `model`, `base`."""

    says = "“{model}” holds its weights only as GGUF, the format of llama.cpp, which is not loaded here. Choose the model that it was made from: {base}."


class CustomCode(ModelError):
    """The repository wants to run its own Python here. Facts: `model`."""

    says = "“{model}” needs Python code from its repository to run on this server. That is off here for safety; whoever runs the app can allow it with --trust-remote-code."


class UnsafeWeights(ModelError):
    """Weights only as pickle, which can run code. Facts: `model`."""

    says = "“{model}” has no safetensors weights, and other formats can hide code. Look for a revision or a copy with safetensors (many have one under the revision refs/pr/1)."


class ModelTooLarge(ModelError):
    """Does not fit the memory budget. Facts: `model`, `needs`, `free`, `instead` (the largest offered one that fits)."""

    says = "“{model}” needs about {needs} of memory, and there is room for {free}. Choose a smaller dtype or a smaller model. The largest offered here that fits: {instead}."


class NoPaddingToken(ModelError):
    """A batch needs a padding token that the model's tokenizer lacks."""

    says = "This model's tokenizer has no padding token, and this task has to fill up texts to one length. Choose a model whose tokenizer has one."


class NoEmbeddedModel(ModelError):
    """No model ships for this task yet. Facts: `task`."""

    says = "No model for “{task}” ships with the app yet. Type a model id from the Hub, or start the app with --models-dir and a folder of models."


class AccessError(AtlasError):
    """Somebody must allow it first."""

    says = "This needs permission."


class GatedModel(AccessError):
    """Terms must be accepted on the Hub. Facts: `model`."""

    says = "“{model}” is gated: its owner asks you to accept terms first. Open https://huggingface.co/{model}, accept, then sign in here with a token of that account and run again."


class TokenRefused(AccessError):
    """The Hub does not take this token."""

    says = "The Hub does not accept this token. It may be mistyped, expired or revoked. Make a new read token at https://huggingface.co/settings/tokens and sign in again."


class UnknownHost(AccessError):
    """The app was called by a name that is not its own, as a page does that has its name point here. Facts: `host`."""

    says = "The app does not know itself by the name “{host}”, so it does not answer to it: another site could hide behind that name. Open it by this machine's own address; whoever runs the app can add names with --allowed-hosts."


class ForeignPage(AccessError):
    """A page of another site sent a request. Facts: `origin`."""

    says = "A page of {origin} tried to use this app, which only its own pages may. Whoever runs the app can allow other sites with --allowed-hosts."


class LoginNeeded(AccessError):
    """The app has a password, and none came along."""

    says = "This app asks for a user and a password. Log in on its page; programs send them with each request (HTTP Basic), gradio_client as auth=(user, password)."


class TooManyGuesses(AccessError):
    """Wrong passwords, one after another. Facts: `seconds`, how long to wait."""

    says = "Too many wrong passwords came from where you are. Wait {seconds} s, then try again."


class NetworkError(AtlasError):
    """The Hub did not answer."""

    says = "The Hub did not answer."


class HubUnreachable(NetworkError):
    """No connection to the Hub, or the Hub is down. Facts: `model`."""

    says = "The Hugging Face Hub cannot be reached from this server, and “{model}” is not stored here. Check the connection and run again, or choose an embedded model: these work without internet."


class RateLimited(NetworkError):
    """The Hub asks to slow down."""

    says = "The Hub asks this server to slow down (too many requests). Wait a minute and run again; signing in raises the limit."


class Offline(NetworkError):
    """The app was started with --offline. Facts: `model`."""

    says = "The app runs offline, and “{model}” is not stored here. Choose an embedded model; whoever runs the app can start it without --offline."


class MissingPart(NetworkError):
    """Another model, or a file of another repository, that this one needs is not stored here, and cannot be fetched. Facts:
    `model`, `part`, `needed_for`; `fetched`, what `hf download` takes to fetch it."""

    says = "“{model}” needs something more of the Hub, {part}, for {needed_for}. It is not stored here, and the Hub cannot be reached. Choose another model; whoever runs the app can store it with: hf download {fetched}"


class MachineError(AtlasError):
    """This machine lacks something."""

    says = "This machine lacks something."


class MissingProgram(MachineError):
    """A program of packages.txt is not installed. Facts: `program`, `needed_for`, `install`."""

    says = "Not installed on this server: {program}. It is needed for {needed_for}. Whoever runs the app can install it: {install}."


class MissingPackage(MachineError):
    """A Python package that this model asks for is not installed. Facts: `package`."""

    says = "This model needs the Python package “{package}”, which is not installed on this server. Choose another model; whoever runs the app can install it with pip."


class MissingDevice(MachineError):
    """The chosen device is not on this machine. Facts: `device`."""

    says = "The device {device} is not on this machine. Choose one of the list."


class OutOfMemory(MachineError):
    """The run needed more memory than there is."""

    says = "The run needed more memory than this machine has. Use a smaller input, a smaller model, or a smaller dtype. The server goes on."


class RunTooLong(MachineError):
    """The run computed for longer than one may here. Facts: `limit`, in seconds."""

    says = "This run was ended: it computed for more than {limit} seconds, the limit for one run here. Use a smaller input or a smaller model; whoever runs the app can raise the limit with --run-seconds."


class DiskFull(MachineError):
    """No space to store the download."""

    says = "The disk of this server is full, so the model cannot be stored. Whoever runs the app can free space in the Hugging Face cache."


class Busy(AtlasError):
    """Too many runs are waiting. Facts: `waiting`."""

    says = "Many people are using the atlas at this moment: {waiting} runs are waiting. Try again in a moment; what you entered is kept."


class Closing(AtlasError):
    """The server is being stopped."""

    says = "This server is being stopped, and the run with it. What you entered is kept on this page: run again once the server is back."


class Cancelled(AtlasError):
    """Somebody pressed Stop, or left."""

    says = "Stopped."


class UnexpectedError(AtlasError):
    """Anything else. Facts: `kind`, the class of the foreign exception; `id`, under which the log has it."""

    says = "Something unexpected happened ({kind}). The server goes on and your input is kept. Run again; if it happens again, please report it with this reference: {id}."


NO_OTHER_TASK = Phrase("no task here with a head of its own")  # the fact `fits` where no task takes what there is


@dataclass(frozen=True)
class Rule:
    """One row of the table: a class by its name anywhere in the exception's ancestry, a pattern in its text, and the place
    in a model that it was raised at, where that matters."""

    kind: str
    pattern: str
    becomes: type[AtlasError]
    facts: tuple[tuple[str, str | Phrase], ...] = ()
    place: Place = ""

    def meets(self, error: BaseException) -> bool:
        """Whether this is the exception that the row describes."""
        named = self.kind in {kind.__name__ for kind in type(error).__mro__}
        said = named and re.search(self.pattern, str(error), re.DOTALL) is not None
        return said and self.place in ("", place_of(error))


_TESSERACT = (
    ("program", "tesseract"),
    ("needed_for", Phrase("reading the words of a page")),
    ("install", "apt install tesseract-ocr"),
)
_FFMPEG = (("program", "ffmpeg"), ("needed_for", Phrase("decoding this sound")), ("install", "apt install ffmpeg"))

# What torch says of numbers whose shapes do not fit: of a text that is too long, and of pictures of a wrong size alike.
_SHAPES = (
    r"expanded size of the tensor|exceeds the maximum|must match the existing size|must match the size of tensor"
    r"|shapes? cannot be multiplied|Sizes of tensors must match|is invalid for input of size|Given groups="
    r"|Output size is too small|Calculated padded input size per channel: \(\d+ x|^index \d+ is out of bounds for dimension"
)
_INDEX = r"index out of range in self|index is out of bounds"

# The most specific first: the first rule that matches an exception of the chain wins, the innermost cause being looked
# at before what was raised over it. Classes are named, not imported: none of these libraries is needed to read this.
FOREIGN: tuple[Rule, ...] = (
    Rule("GatedRepoError", "", GatedModel),
    Rule("RepositoryNotFoundError", "", ModelNotFound),
    Rule("RevisionNotFoundError", "", ModelNotFound),
    Rule("LocalEntryNotFoundError", "", HubUnreachable),
    Rule(
        "EntryNotFoundError",
        "",
        BrokenModel,
        (("reason", Phrase("a file that the model needs is not in its repository")),),
    ),
    Rule("HFValidationError", "", InvalidModelId),
    Rule("OfflineModeIsEnabled", "", Offline),
    Rule("HfHubHTTPError", r"\b429\b", RateLimited),
    Rule("HfHubHTTPError", r"\b401\b", TokenRefused),
    Rule("HfHubHTTPError", r"\b403\b", GatedModel),
    Rule("HfHubHTTPError", "", HubUnreachable),
    Rule("ConnectError", "", HubUnreachable),
    Rule("TransportError", "", HubUnreachable),
    Rule("OutOfMemoryError", "", OutOfMemory),
    Rule("MemoryError", "", OutOfMemory),
    Rule("RuntimeError", r"DefaultCPUAllocator|not enough memory|can't allocate memory", OutOfMemory),
    Rule("RuntimeError", r"out of memory", OutOfMemory),
    Rule("OSError", r"No space left on device|Errno 28", DiskFull),
    Rule("SafetensorError", "", CorruptWeights),
    Rule("UnpicklingError", "", UnsafeWeights),
    Rule("TesseractNotFoundError", "", MissingProgram, _TESSERACT),
    Rule(
        "TesseractError",
        r"(?i)error opening data file|failed loading language",
        MissingProgram,
        (
            ("program", Phrase("the language data of tesseract")),
            ("needed_for", Phrase("this OCR language")),
            ("install", "apt install tesseract-ocr-<language>"),
        ),
    ),
    Rule("ValueError", r"pytesseract is not available", MissingProgram, _TESSERACT),
    Rule("FileNotFoundError", r"ffmpeg", MissingProgram, _FFMPEG),
    Rule("ValueError", r"(?i)trust_remote_code|contains custom code", CustomCode),
    Rule(
        "ValueError",
        r"model type .* but Transformers does not recognize|Unrecognized model|should have a `model_type` key",
        UnknownArchitecture,
    ),
    Rule(
        "ValueError",
        r"chat.template (is not set|to use)|no chat template",
        NoChatTemplate,
        (("fits", NO_OTHER_TASK),),
    ),
    Rule("TemplateError", "", TemplateRefuses, (("reason", Phrase("it wants other roles, or another order of them")),)),
    Rule(
        "ValueError",
        r"Could not load model|Unrecognized configuration class",
        BrokenModel,
        (("reason", Phrase("its weights or its architecture do not fit this task")),),
    ),
    Rule(
        "RuntimeError",
        r"size mismatch|You set `ignore_mismatched_sizes`",
        BrokenModel,
        (("reason", Phrase("its weights do not have the shapes that its configuration says")),),
    ),
    Rule(
        "OSError",
        r"Can't load (feature extractor|image processor|tokenizer|processor)",
        BrokenModel,
        (("reason", Phrase("it lacks the files that prepare this kind of input")),),
    ),
    Rule(
        "OSError",
        r"does not appear to have a file named|no file named",
        BrokenModel,
        (("reason", Phrase("a file that the model needs is missing")),),
    ),
    Rule("ValueError", r"without pad_token|padding token", NoPaddingToken),
    Rule("PipelineException", r"(?i)no mask_token|mask_token", NoMaskToken),
    Rule("RuntimeError", _SHAPES, TextTooLong, place="reading"),
    Rule("RuntimeError", _SHAPES, DoesNotFit),
    Rule("ValueError", r"Sequence length must be less than max_position_embeddings", TextTooLong),
    Rule("IndexError", _INDEX, TextTooLong, place="reading"),
    Rule("IndexError", _INDEX, AnswerTooLong, place="writing"),
    Rule(
        "IndexError",
        _INDEX,
        BrokenModel,
        (("reason", Phrase("its tokenizer knows words that its weights do not")),),
        place="looking up",
    ),
    Rule("IndexError", _INDEX, DoesNotFit),
    Rule(
        "ValueError", r"(?i)image size .*doesn't match model|image features and image tokens do not match", DoesNotFit
    ),
    Rule(
        "ValueError",
        r"^Too many columns",
        UnreadableInput,
        (
            ("field", Phrase("Table")),
            (
                "reason",
                Phrase("it has more columns than this model reads; leave out those that the question does not need"),
            ),
        ),
    ),
    Rule("Exception", r"^Truncation error: Sequence to truncate too short", TextTooLong),
    Rule("ValueError", r"(?i)at least one label|include at least one", NoLabels),
    Rule("ImportError", r"", MissingPackage),
    Rule(
        "UnidentifiedImageError",
        "",
        UnreadableInput,
        (("field", Phrase("Picture")), ("reason", Phrase("this is not a picture file (PNG, JPEG, HEIC)"))),
    ),
    Rule(
        "DecompressionBombError",
        "",
        InputTooLarge,
        (
            ("field", Phrase("Picture")),
            ("size", Phrase("too many pixels")),
            ("limit", Phrase("{number} megapixels", number=179)),
        ),
    ),
    Rule(
        "ValueError",
        r"(?i)malformed soundfile|soundfile is either not in the correct format",
        UnreadableInput,
        (("field", Phrase("Sound")), ("reason", Phrase("this is not a sound file (WAV, MP3, M4A)"))),
    ),
    Rule(
        "RuntimeError",
        r"Calculated padded input size per channel: \(\d+\)",
        TooShortForModel,
        (("field", Phrase("Sound")),),
    ),
    Rule("AssertionError", r"Torch not compiled with CUDA", MissingDevice, (("device", "cuda"),)),
    Rule(
        "RuntimeError",
        r"No CUDA GPUs|Found no NVIDIA driver|MPS backend|Invalid device|CUDA error: invalid device",
        MissingDevice,
        (("device", Phrase("that you chose")),),
    ),
)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what caused it, the innermost cause first."""
    links: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in links:
        links.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return reversed(links)


def rule_of(error: BaseException) -> Rule | None:
    """The first row of the table that an exception, without its causes, is of."""
    return next((rule for rule in FOREIGN if rule.meets(error)), None)


def translate(error: BaseException, **facts: Any) -> AtlasError:
    """Turns any exception into one of ours; raise it `from error`. `facts` (model, task) fill what the rule, or the one who
    raised one of ours, left open.

    The text of a foreign exception is never passed on: it can hold paths, tokens, or another visitor's input.
    """
    # One of ours holds as it stands, whatever caused it; otherwise the innermost cause decides.
    for link in [error] if isinstance(error, AtlasError) else chain(error):
        if isinstance(link, AtlasError):
            link.facts = {**facts, **link.facts}
            return link
        rule = rule_of(link)
        if rule is not None:
            package = {"package": getattr(link, "name", None) or _package(str(link))}
            return rule.becomes(**{**package, **facts, **dict(rule.facts)})
    id = secrets.token_hex(4)
    log.error("Unexpected error %s\n%s", id, where_raised(error))
    return UnexpectedError(**{**facts, "kind": type(error).__name__, "id": id})


def caused(error: BaseException, **facts: Any) -> AtlasError:
    """What `translate` gives, with the foreign exception as its cause: for an error that is handed on, not raised."""
    ours = translate(error, **facts)
    if ours is not error:
        ours.__cause__ = error
    return ours


def where_raised(error: BaseException) -> str:
    """The classes of an exception and its causes, and the lines of code they came through: no message, since that can
    hold what a visitor typed."""
    parts = []
    for link in chain(error):
        parts += [*traceback.format_tb(link.__traceback__), f"{type(link).__module__}.{type(link).__qualname__}\n"]
    return "".join(parts)


def without_frames(error: BaseException) -> None:
    """Takes the frames off an exception and its causes: their local variables would live as long as it does."""
    for link in chain(error):
        link.__traceback__ = None


def _package(message: str) -> str:
    """The package that an ImportError's text names: transformers writes "requires the X library"."""
    found = re.search(r"requires the ([\w-]+) library|pip install ([\w-]+)", message)
    return next((name for name in found.groups() if name), "").lower() if found else ""
