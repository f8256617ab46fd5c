"""TaskSpec, the declaration of a task, and Call, one concrete run of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tasks.core.errors import BadParameter
from tasks.core.fields import Input, Output, Parameter
from tasks.core.generation import drawing
from tasks.core.loaders import FromTransformers, Loader
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe

if TYPE_CHECKING:
    from tasks.core.share.code import Lines

Values = Mapping[str, Any]
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True)
class Category:
    """A tab: `id` is its folder under tasks/, whose __init__ declares it; tabs stand by `order`, then by title."""

    id: str
    title: str
    order: int = 100


def endpoint_name(id: str) -> str:
    """The name of the endpoint and MCP tool of a task or an alias: its id with underscores."""
    return id.replace("-", "_")


@dataclass(frozen=True)
class Alias:
    """Another name of a task, which answers as an endpoint too; `presets` fix values (a language pair, say)."""

    id: str
    presets: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Call:
    """One concrete run: what goes to the pipeline, and the values it came from.

    `args` and `kwargs` are the arguments of the pipeline's call; `values` are the cleaned values of the task's inputs and
    parameters by name.
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskSpec:
    """A task: what it takes, what it gives, and the few steps in which it differs from the others.

    A task file holds one `SPEC`. What is left out has a default that fits most tasks:

    - `arrange(values)` makes the positional and keyword arguments. Default: the first input is positional, the other
      inputs and every parameter that differs from its default are keywords under their own names; with
      `generation="generate_kwargs"` the fields named in `generation_params` go into that one keyword.
    - `adapt(pipe, args, kwargs)` is called beside the loaded pipeline, for what depends on the model (sampling rate,
      the spelling of the mask). Default: nothing.
    - `run(pipe, args, kwargs)` runs the pipeline where a plain call does not serve. Default: `pipe(*args, **kwargs)`.
    - `render(result, values)` gives the outputs by name, as plain data.
    - `headline(result, values)` says the answer in a few words.
    - `batch(values)` gives a key: runs of equal key and equal keywords may share a batch. None: they never do.
    - `superset` and `subset(result, values)`: a run asks with the keywords of `superset` for more than was chosen
      (threshold 0), and `subset` cuts the result down to what the pipeline would have given for `values`. So live
      parameters re-draw.
    - `generation` says where the pipeline takes the arguments of `model.generate`; it is set on tasks that stream.
    - `code(call, lines)` gives the lines that build and call the model by its AutoModel classes, where plain transformers
      has no such pipeline; `lines` (tasks/core/share/code.py) collects imports and writes values, MODEL stands for the model's id and
      where it runs. Default: the pipeline itself.
    - `hub_task` is the Hub's own name (pipeline tag) for models of this task. Default: the task's id.
    - `loader` says which checkpoints serve the task and makes pipelines of them (tasks/core/loaders.py). Default: the
      pipeline that transformers has under the task's id.
    - `bare_models`: the main input (transformers' `main_input_name`) of the models without a head that the task takes; a
      checkpoint refused elsewhere is sent here. Default: none.
    - `chats`: it needs a model with a chat template; one without is sent to the tasks that need none. Default: no.
    - `more_names`: a pattern of further names by which `tasks.pipelines.pipeline` knows the task, beside its aliases.
    - `embedded` names the folders under assets/models that serve the task. Default: the folder of the task's id.
    """

    id: str
    category: Category
    title: str
    summary: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    render: Callable[[Any, Values], dict[str, Any]]
    headline: Callable[[Any, Values], str | Phrase]
    when: str = ""
    params: tuple[Parameter, ...] = ()
    models: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    embedded: tuple[str, ...] = ()
    loader: Loader = field(default_factory=FromTransformers)
    bare_models: str = ""
    chats: bool = False
    more_names: str = ""
    hub_task: str = ""
    restored: bool = False
    arrange: Callable[[Values], Arguments] | None = None
    adapt: Callable[[Pipe, tuple[Any, ...], dict[str, Any]], Arguments] | None = None
    run: Callable[[Pipe, tuple[Any, ...], dict[str, Any]], Any] | None = None
    batch: Callable[[Values], Hashable] | None = None
    superset: Mapping[str, Any] = field(default_factory=dict)
    subset: Callable[[Any, Values], Any] | None = None
    generation: Literal["", "kwargs", "generate_kwargs"] = ""
    generation_params: tuple[str, ...] = ()
    code: Callable[[Call, Lines], list[str] | None] | None = None

    def __post_init__(self) -> None:
        names = [each.name for each in (*self.inputs, *self.params)] + ["model", "revision", "device", "dtype"]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"Task {self.id} declares {', '.join(sorted(twice))} more than once.")
        if bool(self.superset) != (self.subset is not None):
            raise ValueError(f"Task {self.id} needs both `superset` and `subset`, or neither.")

    @property
    def endpoint(self) -> str:
        return endpoint_name(self.id)

    @property
    def models_embedded(self) -> tuple[str, ...]:
        return self.embedded or (self.id,)

    @property
    def hub(self) -> str:
        return self.hub_task or self.id

    @property
    def streams(self) -> bool:
        return any(output.streams for output in self.outputs)

    @property
    def learn_more(self) -> str:
        return f"https://huggingface.co/tasks/{self.hub}"

    def says_more(self, name: str) -> bool:
        """Whether a name is of the pattern `more_names`: it says more than which task is meant."""
        return bool(self.more_names) and re.fullmatch(self.more_names, name) is not None

    def answers_to(self, name: str) -> bool:
        """Whether the task is meant by a name: its id, an alias, or one of its pattern."""
        return name == self.id or any(name == alias.id for alias in self.aliases) or self.says_more(name)

    def known(self, values: Values) -> dict[str, Input | Parameter]:
        """All fields by name. Raises BadParameter where `values` name another."""
        takes: tuple[Input | Parameter, ...] = (*self.inputs, *self.params)
        known = {each.name: each for each in takes}
        for name in values:
            if name not in known:
                raise BadParameter(field=name, reason=Phrase("{task} takes {known}", task=self.id, known=list(known)))
        return known

    def clean(self, values: Values) -> dict[str, Any]:
        """Checks raw values; gives every input and parameter by name. Raises InputError; unknown names are refused."""
        return {name: each.clean(values.get(name)) for name, each in self.known(values).items()}

    def call(self, values: Values, *, live: bool = False) -> Call:
        """A Call out of raw values. `live` asks for enough to re-draw live parameters from the result."""
        return self.call_of(self.clean(values), live=live)

    def call_of(self, cleaned: dict[str, Any], *, live: bool = False) -> Call:
        """A Call out of values that `clean` gave."""
        args, kwargs = (self.arrange or self.arranged)(cleaned)
        if self.generation == "kwargs":
            kwargs = drawing(kwargs)
        elif "generate_kwargs" in kwargs:
            kwargs = {**kwargs, "generate_kwargs": drawing(kwargs["generate_kwargs"])}
        return Call(args, {**kwargs, **self.superset} if live else kwargs, cleaned)

    def chosen(self, values: Values) -> dict[str, Any]:
        """The parameters that differ from the pipeline's defaults, arranged under its keywords."""
        kwargs: dict[str, Any] = {}
        for parameter in self.params:
            value = values[parameter.name]
            if value == parameter.default:
                continue
            if self.generation == "generate_kwargs" and parameter.name in self.generation_params:
                kwargs.setdefault("generate_kwargs", {})[parameter.name] = value
            else:
                kwargs[parameter.name] = value
        return kwargs

    def arranged(self, values: Values) -> Arguments:
        """The default of `arrange`."""
        first, *others = self.inputs
        kwargs = {each.name: values[each.name] for each in others if values[each.name] is not None}
        return (values[first.name],), {**kwargs, **self.chosen(values)}
