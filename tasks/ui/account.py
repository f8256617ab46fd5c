"""Sign-in to the Hub: Hugging Face's own button on Spaces, elsewhere a box for a token that is emptied at once."""

from __future__ import annotations

import os

import gradio as gr
from gradio.events import Dependency

from tasks.core.errors import AtlasError
from tasks.core.locales import text
from tasks.core.service import Service
from tasks.core.session import Session, Token
from tasks.ui.kinds import Update
from tasks.ui.language import static
from tasks.ui.quiet import QUIET
from tasks.ui.visitor import language_of


def build_account(service: Service, session: gr.State) -> list[Dependency]:
    """The corner of the sidebar that says who is signed in. Gives the events after which somebody else is."""
    gr.Markdown("### Hugging Face")
    account = gr.Markdown(static("Not signed in. Embedded and public models need no account."))
    if os.environ.get("SPACE_ID"):
        return [_build_button(session, account)]
    return _build_box(service, session, account)


def _build_button(session: gr.State, account: gr.Markdown) -> Dependency:
    gr.LoginButton(size="sm")  # in English for everybody: Gradio tells by its words whether somebody is signed in

    def signed_in(
        session: Session, profile: gr.OAuthProfile | None, token: gr.OAuthToken | None, request: gr.Request
    ) -> str:
        language = language_of(request)
        if profile is None or token is None:
            session.sign_out()
            return text("Not signed in. Embedded and public models need no account.", language)
        session.token, session.account = Token(token.token), profile.username
        return text("Signed in as **{name}**.", language, name=session.account)

    loaded: Dependency = gr.on(None, signed_in, session, account, queue=False, api_visibility="private")
    return loaded


def _build_box(service: Service, session: gr.State, account: gr.Markdown) -> list[Dependency]:
    box = gr.Textbox(
        label=static("Token"),
        type="password",
        placeholder="hf_…",
        info=static("For gated and private models; a read token is enough"),
        elem_id="atlas-token",
    )
    with gr.Row():
        enter = gr.Button(static("Sign in"), size="sm", variant="secondary")
        leave = gr.Button(static("Sign out"), size="sm", visible=False)

    def sign_in(session: Session, secret: str, request: gr.Request) -> tuple[str, str, Update, Update]:
        language = language_of(request)
        if not secret or not secret.strip():
            said = text("Paste a token first: [make one](https://huggingface.co/settings/tokens).", language)
            return "", said, gr.update(), gr.update()
        token = Token(secret.strip())
        try:
            name, role = service.store.hub.whoami(token)
        except AtlasError as problem:
            return "", problem.message(language), gr.update(), gr.update()
        session.token, session.account = token, name
        said = text("Signed in as **{name}**.", language, name=name)
        if role == "write":  # it can do more here than is needed
            said += " " + text(
                "This token may write; a fine-grained or read-only one is safer here. It is kept for this visit only.",
                language,
            )
        else:
            said += " " + text("The token's role: {role}. It is kept for this visit only.", language, role=role or "?")
        return "", said, gr.update(visible=False), gr.update(visible=True)

    def sign_out(session: Session, request: gr.Request) -> tuple[str, Update, Update]:
        if session.token is not None:
            service.runner.forget(session.token.owner)
        session.sign_out()
        said = text("Signed out. The token is forgotten.", language_of(request))
        return said, gr.update(visible=True), gr.update(visible=False)

    entered = gr.on(
        [enter.click, box.submit], sign_in, [session, box], [box, account, enter, leave],
        queue=False, **QUIET,
    )  # fmt: skip
    left = leave.click(sign_out, session, [account, enter, leave], queue=False, **QUIET)
    return [entered, left]
