"""Chats, as transformers had them up to 4.41: the messages come back with the model's reply at their end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from transformers import GenerationConfig
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
)
from transformers.utils.chat_template_utils import Chat

from ._restored import GeneratingPipeline, samples_of, stack_padded

Message = dict[str, Any]
ROLES = ("user", "assistant", "system")


class Conversation(list[Message]):
    """The messages of a chat, each `{"role": "system" | "user" | "assistant", "content": str}`, oldest first.

    A plain list of dicts with the methods that transformers' `Conversation` had, so it can go to JSON as it is.
    `text`, `past_user_inputs` and `generated_responses` are the words that it had before messages.

    Raises:
        ValueError: `generated_responses` without `past_user_inputs`.
    """

    def __init__(
        self,
        messages: str | Iterable[Message] | None = None,
        conversation_id: uuid.UUID | None = None,
        *,
        text: str | None = None,
        past_user_inputs: Sequence[str] | None = None,
        generated_responses: Sequence[str] | None = None,
    ) -> None:
        if generated_responses is not None and past_user_inputs is None:
            raise ValueError("generated_responses cannot be passed without past_user_inputs.")
        pairs = zip_longest(past_user_inputs or (), generated_responses or ())
        turns = [turn for said, replied in pairs for turn in (("user", said), ("assistant", replied))]
        super().__init__({"role": role, "content": content} for role, content in turns if content is not None)
        new = text if messages is None else messages
        self.extend([{"role": "user", "content": new}] if isinstance(new, str) else new or ())
        self.uuid = conversation_id or uuid.uuid4()
        self._processed = 0

    @property
    def messages(self) -> list[Message]:
        """The messages themselves, for code written against transformers' class."""
        return self

    @property
    def past_user_inputs(self) -> list[str]:
        """What the user said up to the last reply."""
        said = self._said
        waits = bool(self) and self[-1]["role"] == "user" and self._processed != len(said)
        return said[:-1] if waits else said

    @property
    def new_user_input(self) -> str:
        """What the user said last."""
        return self._said[-1]

    @property
    def _said(self) -> list[str]:
        return [message["content"] for message in self if message["role"] == "user"]

    def mark_processed(self) -> None:
        """Count what the user said so far among `past_user_inputs`."""
        self._processed = len(self._said)

    @property
    def generated_responses(self) -> list[str]:
        """What the model replied."""
        return [message["content"] for message in self if message["role"] == "assistant"]

    def add_message(self, message: Message) -> None:
        """Append a message. Raises ValueError unless it is a dict of a known role and a content alone."""
        if check_message(message, len(self) + 1).keys() != {"role", "content"} or message["role"] not in ROLES:
            raise ValueError(f"A message has a role ({', '.join(ROLES)}) and a content, and nothing else.")
        self.append(message)

    def add_user_input(self, text: str, overwrite: bool = False) -> None:
        """Say something, unless the user's last message still waits for a reply: then replace it or keep it."""
        if not self or self[-1]["role"] != "user":
            self.add_message({"role": "user", "content": text})
        elif overwrite:
            self[-1]["content"] = text

    def append_response(self, response: str) -> None:
        """Append a reply of the model."""
        self.append({"role": "assistant", "content": response})

    def iter_texts(self) -> Iterator[tuple[bool, str]]:
        """All messages as (said by the user, text)."""
        return ((message["role"] == "user", message["content"]) for message in self)


def check_message(message: Any, position: int) -> Message:
    """Give back a message of a chat; the error counts from 1. Raises ValueError."""
    if not isinstance(message, dict) or not {"role", "content"} <= message.keys():
        raise ValueError(
            f'Message {position} of the chat is {message!r:.80}, but must be a dict {{"role": ..., "content": ...}}.'
        )
    if not message["content"] and message["role"] == "user":
        raise ValueError(f"Message {position} of the chat is empty, so there is nothing to answer. Write some text.")
    return message


class ConversationalPipeline(GeneratingPipeline):
    """Answer the last message of a chat, e.g. `chatbot([{"role": "user", "content": "Hi"}])`.

    Where neither the call nor the checkpoint says otherwise, a reply has up to 256 tokens. The tokenizer needs a chat
    template.
    """

    default_task = "conversational"

    _load_processor = False
    _load_image_processor = False
    _load_feature_extractor = False
    _load_tokenizer = True
    _default_generation_config = GenerationConfig(max_new_tokens=256)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(
            [*MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values(), *MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES.values()]
        )
        if self.tokenizer.pad_token_id is None:
            # Chats are padded under an attention mask, so any token will do, as it did in version 4.
            self.tokenizer.pad_token = self.tokenizer.eos_token

    def _sanitize_parameters(
        self,
        clean_up_tokenization_spaces: bool | None = None,
        chat_template_kwargs: dict[str, Any] | None = None,
        min_length_for_response: int | None = None,  # version 4 took it and did nothing with it
        generate_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess = {} if chat_template_kwargs is None else {"chat_template_kwargs": chat_template_kwargs}
        postprocess: dict[str, Any] = {}
        if clean_up_tokenization_spaces is not None:
            postprocess["clean_up_tokenization_spaces"] = clean_up_tokenization_spaces
        return preprocess, {**(generate_kwargs or {}), **kwargs, **self.assistant_kwargs()}, postprocess

    def __call__(self, conversations: Any, **kwargs: Any) -> Any:
        """Reply to chats.

        Args:
            conversations: a chat (a `Conversation` or a list of message dicts), or a list of chats.
            clean_up_tokenization_spaces: take out spaces before punctuation that the tokenizer put in (True).
            chat_template_kwargs: variables for the chat template, e.g. `{"enable_thinking": False}`.
            generate_kwargs, kwargs: anything `model.generate` takes, `streamer=` and `stopping_criteria=` included.

        Returns:
            The chat as a `Conversation` with the reply as its last message; a list of them for several chats. A
            `Conversation` that came in is the one that comes back; a list that came in stays as it was.

        Raises:
            ValueError: an empty chat, something that is no chat, a tokenizer without a chat template.
        """
        if not isinstance(conversations, list | tuple) or not conversations:
            raise ValueError(
                f"A chat must be a list of messages with at least one in it, but {conversations!r:.80} came. "
                'Pass [{"role": "user", "content": "..."}] or a Conversation.'
            )
        one = not isinstance(conversations[0], list | tuple)
        chats = [
            chat if isinstance(chat, Conversation) else Conversation(chat)
            for chat in ([conversations] if one else conversations)
        ]
        for chat in chats:
            if not chat:
                raise ValueError("A chat has no message, so there is nothing to answer. Add one of the user.")
            for position, message in enumerate(chat, start=1):
                check_message(message, position)
        results = super().__call__(chats, **kwargs)
        return results[0] if len(results) == 1 else results

    def preprocess(self, conversation: Chat, chat_template_kwargs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Tokens of the chat in the model's own format, shape (1, tokens)."""
        if self.tokenizer.chat_template is None:
            raise ValueError(
                "This model's tokenizer has no chat template, so it was not trained to chat. "
                "Take a model with one (its name often ends in Instruct or Chat), or set `tokenizer.chat_template`."
            )
        encoded = self.tokenizer.apply_chat_template(
            conversation.messages,
            **{"add_generation_prompt": True, **(chat_template_kwargs or {})},
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )
        sample = {key: encoded[key] for key in ("input_ids", "attention_mask")}
        # As a Chat: lists are rebuilt on their way through a pipeline, and the conversation has to stay itself.
        return {"samples": [sample], "chat": conversation}

    def _forward(self, model_inputs: dict[str, Any], **generate_kwargs: Any) -> dict[str, Any]:
        samples, chats = samples_of(model_inputs), model_inputs["chat"]
        encoder_decoder = self.model.config.is_encoder_decoder
        # A decoder goes on from the last token, so what is missing in a shorter chat is filled up before it.
        padding = {"input_ids": self.tokenizer.pad_token_id}
        batch = stack_padded(samples, padding, left=not encoder_decoder)
        output = self.model.generate(**batch, **self.generation_kwargs(generate_kwargs))
        start = 1 if encoder_decoder else batch["input_ids"].shape[1]
        replies = output.reshape(len(samples), -1, output.shape[-1])[:, 0, start:]
        return {"output_ids": replies, "chat": chats}

    def postprocess(self, model_outputs: dict[str, Any], clean_up_tokenization_spaces: bool = True) -> Conversation:
        """Append the decoded reply to the chat."""
        chat: Conversation = model_outputs["chat"].messages
        reply = self.tokenizer.decode(
            model_outputs["output_ids"][0],
            skip_special_tokens=True,
            clean_up_tokenization_spaces=clean_up_tokenization_spaces,
        )
        chat.append_response(reply)
        return chat
