"""What each kind of field is on the page, in one place: a file here declares it, and is found by walking this folder.

A file holds `KINDS`, one `Kind` or several that are alike. A field class without a kind of its own is drawn as its
nearest ancestor that has one.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABCMeta
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from gradio.component_meta import ComponentMeta
from gradio.components import HTML, Component
from gradio.components.dataframe import DataframeData
from gradio.data_classes import FileData, ImageData, ListFiles

from tasks.core.fields import Field, File, Table
from tasks.core.locales import say, text
from tasks.core.media import Stored

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel

F = TypeVar("F", bound=Field)
Update = dict[str, Any]  # arguments of a component that change, its value above all
Made = tuple[type[Component], dict[str, Any]]  # a component's class and its arguments


class KindError(Exception):
    """Two kinds are declared for one class of field, none for another, or a file of the folder declares nothing."""


def as_it_is(value: Any) -> Any:
    return value


def value_alone(data: Any, language: str) -> Update:
    return {"value": data}


@dataclass(frozen=True)
class Kind(Generic[F]):
    """A kind of field on the page. What is left out has a default that fits most.

    - `make(field, language)` gives the component and its arguments; the API has this one too.
    - `on_page(field, language)` does the same where a person meets another component than a program.
    - `fill(value)` turns an example's or a default's value into what the component of the page takes.
    - `show(data, language)` turns what a task's `render` gives, its phrases already said, into the component's update.
    - `written(text, values)` is the component's value while a model writes; `values` are those of the run.
    - `below(field, language)` gives a component that stands under the input on the page, which `wire` fills.
    - `wire(field, panel)` adds the events that a panel with such a field has.
    - `side_by_side`: where all inputs are of such kinds, they stand in one row.
    - `shares_tabs`: several such inputs that may be left out share one place, a tab each.
    - `in_examples`: an example's row shows it.
    - `checked_by_field`: the component passes on what was sent. The field's own checks say what is wrong with it, where
      Gradio's would say it in English.
    - `accepts` is the JSON schema of what programs may send, where that is more than the component says by itself.
    """

    field: type[F]
    make: Callable[[F, str], Made]
    on_page: Callable[[F, str], Made] | None = None
    fill: Callable[[Any], Any] = as_it_is
    show: Callable[[Any, str], Update] = value_alone
    written: Callable[[str, Mapping[str, Any]], Any] | None = None
    below: Callable[[F, str], Made] | None = None
    wire: Callable[[F, Panel], None] | None = None
    side_by_side: bool = False
    shares_tabs: bool = False
    in_examples: bool = True
    checked_by_field: bool = False
    accepts: Mapping[str, Any] | None = None


@cache
def kinds() -> dict[type[Field], Kind[Any]]:
    """All kinds by the class of their field. Raises KindError."""
    found: dict[type[Field], Kind[Any]] = {}
    declared: dict[type[Field], str] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        here = getattr(module, "KINDS", ())
        if not here:
            raise KindError(f"{module.__name__} holds no KINDS = (Kind(...), ...).")
        for kind in here:
            if kind.field in found:
                raise KindError(
                    f"{kind.field.__name__} is declared by {declared[kind.field]} and by {module.__name__}."
                )
            found[kind.field], declared[kind.field] = kind, module.__name__
    return found


def kind_of(field: Field) -> Kind[Any]:
    """The kind of a field: that of its class or of the nearest ancestor. Raises KindError, which names the class."""
    known = kinds()
    kind = next((known[each] for each in type(field).__mro__ if each in known), None)
    if kind is None:
        raise KindError(f"No file of tasks/ui/kinds declares a kind for the field class {type(field).__name__}.")
    return kind


def component(field: Field, language: str = "en", **changes: Any) -> Component:
    """A field's component as the API has it, with `changes` to its arguments."""
    kind = kind_of(field)
    made, arguments = kind.make(field, language)
    drawn = _passing(kind, made)(**{**arguments, **changes})
    if kind.accepts is not None:
        drawn.api_info_as_input = lambda: dict(kind.accepts)  # type: ignore[method-assign, arg-type]
    return drawn


def component_on_page(field: Field, language: str, **changes: Any) -> Component:
    """The component of an input or a parameter as a person meets it, with `changes` to its arguments."""
    kind = kind_of(field)
    made, arguments = (kind.on_page or kind.make)(field, language)
    # Said outright: Gradio takes what an event fills (an example does) for an output, and locks it.
    return _passing(kind, made)(**{**arguments, "interactive": True, **changes})


def output_on_page(field: Field, language: str, **changes: Any) -> Component:
    """The component of an output as a person meets it, with `changes` to its arguments."""
    kind = kind_of(field)
    made, arguments = (kind.on_page or kind.make)(field, language)
    return made(**{**arguments, **changes})


def component_below(field: Field, language: str) -> Component | None:
    """What stands under an input on the page, where its kind has such a thing."""
    below = kind_of(field).below
    if below is None:
        return None
    made, arguments = below(field, language)
    return made(**arguments)


def _passing(kind: Kind[Any], made: type[Component]) -> type[Component]:
    """The class of a component that checks nothing by itself where its field does, and decodes no file."""
    if kind.checked_by_field:
        return _taking(made, as_it_is)
    if issubclass(kind.field, File | Table):
        return _taking(made, as_it_came)
    return made


@cache
def _taking(made: type[Component], preprocess: Callable[[Any], Any]) -> type[Component]:
    """The class with another `preprocess`. A component's own would be lost with the first update of it, for which Gradio
    makes it anew, of its class and its arguments."""
    # As in chat.py: Gradio's own way to make a class writes a file of types into what is installed. The browser knows it
    # by its name, which stays.
    given = {"__module__": made.__module__, "preprocess": staticmethod(preprocess)}
    return cast(type[Component], ABCMeta.__new__(ComponentMeta, made.__name__, (made,), given))


def as_it_came(sent: Any) -> Any:
    """The path of an uploaded file, or of each of several; a table by its headers and rows. Gradio's components would
    decode files, and write them anew: a transparent picture loses its ground that way, and a file that is none ends in an
    error without words."""
    if isinstance(sent, ListFiles):
        return [as_it_came(each) for each in sent.root]
    if isinstance(sent, DataframeData):
        return sent.model_dump(exclude={"metadata"})
    if isinstance(sent, FileData | ImageData):
        return Stored(sent.path, sent.orig_name) if sent.path and sent.orig_name else sent.path
    return sent


def shown(field: Field, data: Any, language: str) -> Update:
    """What an output's component is given for the data of `render`: its value, and colours where it has them."""
    return {"value": None} if data is None else kind_of(field).show(say(data, language), language)


def label(field: Field, language: str) -> dict[str, Any]:
    """The label of a field as its component's argument."""
    return {"label": text(field.label, language)}


def label_and_help(field: Field, language: str) -> dict[str, Any]:
    """The label of a field and the line of help under it, as its component's arguments."""
    return {**label(field, language), "info": text(field.help, language) or None}


def framed_html(field: Field, language: str) -> Made:
    """A view that Gradio has no component for: HTML in a frame with the field's label."""
    return HTML, {**label(field, language), "show_label": True, "container": True}
