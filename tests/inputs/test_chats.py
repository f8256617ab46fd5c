"""Chats with models whose templates differ, and with models that think before they answer."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.conftest import Served
from tests.inputs import models
from tests.inputs.calls import Reply, ask, local
from tests.tiny import TinyModels


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


def notes(reply: Reply) -> list[str]:
    """What was said, but for the words that a tiny model lacks: that is all of them."""
    return [each for each in reply.notes if "unknown to this model" not in each]


HELLO = [{"role": "user", "content": "Hello"}]


def chat(client: Client, tiny_models: TinyModels, name: str, template: str | None, **values: Any) -> Reply:
    model = local(tiny_models, f"chat-{name}", models.sequence_of("assistant:", "Hi.", template=template))
    return ask(client, "conversational", **{"messages": HELLO, **values}, model=model)


@pytest.mark.parametrize("name", ["NO_SYSTEM", "DEAF", "STRICT"])
def test_a_template_without_a_system_role(client: Client, tiny_models: TinyModels, name: str) -> None:
    """One raises, one leaves the words out in silence, one counts the system among the turns."""
    template = getattr(models, name)
    reply = chat(client, tiny_models, name, template, system_prompt="Be kind.")
    assert reply.result[-1] == {"role": "assistant", "content": "Hi."}
    assert reply.result[0] == {"role": "user", "content": "Be kind.\n\nHello"}
    assert any("no place for a system prompt" in note for note in reply.notes)
    assert not notes(chat(client, tiny_models, name, template))


def test_a_template_with_a_system_role_is_left_alone(client: Client, tiny_models: TinyModels) -> None:
    reply = chat(client, tiny_models, "plain", models.PLAIN, system_prompt="Be kind.")
    assert [message["role"] for message in reply.result] == ["system", "user", "assistant"]
    assert not notes(reply)


def test_turns_that_do_not_alternate(client: Client, tiny_models: TinyModels) -> None:
    twice = [*HELLO, {"role": "user", "content": "Anybody?"}]
    reply = chat(client, tiny_models, "STRICT", models.STRICT, messages=twice)
    assert reply.result[0]["content"] == "Hello\n\nAnybody?"
    assert any("turns to alternate" in note for note in reply.notes)


def test_a_template_that_refuses(client: Client, tiny_models: TinyModels) -> None:
    with pytest.raises(AppError, match="refuses this conversation: Only tools may speak"):
        chat(client, tiny_models, "refuses", models.REFUSES)


def test_a_model_without_a_template(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("text-generation")
    with pytest.raises(AppError) as raised:
        ask(client, "conversational", messages=HELLO, model="local/text-generation")
    said = str(raised.value)
    assert "has no chat template" in said and "It fits: text-generation." in said


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([["Hello", "Hi"]], "list of messages"),
        ([{"role": "robot", "content": "x"}], "every role must be one of"),
        ([{"role": "user", "content": None}], "content of a message must be a text"),
        ([{"role": "user", "content": [{"type": "image", "image": "/etc/passwd"}]}], "may hold texts"),
        ([{"role": "assistant", "content": "Hi"}], "still empty"),
        ({"role": "user"}, "list of messages"),
        (HELLO * 101, "101 messages"),
        (7, "list of messages"),
        ("x" * 60_000, "is too large"),
        ([{"role": "user", "content": "x" * 60_000}], "is too large"),
    ],
)
def test_conversations_that_are_none(client: Client, tiny_models: TinyModels, sent: Any, message: str) -> None:
    with pytest.raises(AppError, match=message) as raised:
        chat(client, tiny_models, "plain", models.PLAIN, messages=sent)
    assert "PNG" not in str(raised.value)


@pytest.mark.parametrize("sent", ["Hello", '[{"role": "user", "content": "Hello"}]'])
def test_a_message_alone(client: Client, tiny_models: TinyModels, sent: str) -> None:
    reply = chat(client, tiny_models, "plain", models.PLAIN, messages=sent)
    assert [message["content"] for message in reply.result] == ["Hello", "Hi."]


# --- thinking ---------------------------------------------------------------------------------------------------------


def thinker(client: Client, tiny_models: TinyModels, name: str, template: str, **values: Any) -> Reply:
    model = local(tiny_models, f"thinks-{name}", models.sequence_of(*models.THOUGHT, template=template))
    return ask(client, "conversational", **{"messages": HELLO, **values}, model=model)


@pytest.mark.parametrize(("name", "template"), [("itself", models.THINKS), ("begun", models.BEGINS)])
def test_thinking_is_folded_above_the_answer(client: Client, tiny_models: TinyModels, name: str, template: str) -> None:
    reply = thinker(client, tiny_models, name, template)
    _, thought, answer = reply.outputs["chat"]
    assert thought["metadata"]["title"] == "Thinking" and "two and three" in str(thought["content"])
    assert "Five." in str(answer["content"]) and "think" not in str(answer["content"])
    assert "</think>" in reply.result[-1]["content"]  # the pipeline's own result stays as it is
    assert not notes(reply)


def test_thinking_can_be_switched_off(client: Client, tiny_models: TinyModels) -> None:
    reply = thinker(client, tiny_models, "itself", models.THINKS, enable_thinking=False)
    assert reply.result[-1]["content"] == "Five." and len(reply.outputs["chat"]) == 2
    plain = chat(client, tiny_models, "plain", models.PLAIN, enable_thinking=False)
    assert any("no switch for thinking" in note for note in plain.notes)


@pytest.mark.parametrize(("name", "template"), [("itself", models.THINKS), ("begun", models.BEGINS)])
def test_a_thought_without_an_answer_is_said(client: Client, tiny_models: TinyModels, name: str, template: str) -> None:
    reply = thinker(client, tiny_models, name, template, max_new_tokens=2)
    assert any("still thinking" in note for note in reply.notes)
    assert reply.outputs["chat"][-1]["metadata"]["title"] == "Thinking"


def test_the_thought_is_not_sent_back(client: Client) -> None:
    """What the bubbles hold goes on as the conversation, without what was folded."""
    from tasks.ui.kinds.chat import compose

    shown = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "two and three", "metadata": {"title": "Thinking"}},
        {"role": "assistant", "content": "Five."},
    ]
    assert [turn["content"] for turn in compose(shown, "Sure?")] == ["Hello", "Five.", "Sure?"]


def test_thinking_is_folded_while_it_is_written() -> None:
    from tasks.ui.kinds.chat import with_reply

    thinking = with_reply("<think> two and", {"messages": HELLO})
    assert [turn["content"] for turn in thinking] == ["Hello", "two and"] and "metadata" in thinking[-1]
    answering = with_reply("<think> two and three </think> Fi", {"messages": HELLO})
    assert [turn["content"] for turn in answering] == ["Hello", "two and three", "Fi"]
