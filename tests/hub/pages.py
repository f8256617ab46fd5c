"""What a visitor does on the page: sign in, search a model, choose it, run it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.hub.declared import Account

PATIENCE = 60_000  # milliseconds


def open_page(page: Page, url: str, title: str = "Text classification", task: str = "text-classification") -> None:
    """Opens a task; its panel and its sidebar are there, and its embedded model is loaded."""
    page.goto(f"{url}/?task={task}")
    expect(page.locator("button.atlas-run:visible")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".sidebar h3").first).to_have_text(title, timeout=PATIENCE)
    expect(status(page)).to_contain_text("In memory", timeout=PATIENCE)


def model_box(page: Page) -> Locator:
    return page.get_by_label("Model", exact=True)


def found(page: Page) -> Locator:
    """The list under the box."""
    return page.locator(".atlas-found").first


def row(page: Page, model: str) -> Locator:
    return found(page).locator(f'[data-model="{model}"]')


def status(page: Page) -> Locator:
    """What the sidebar says of the chosen model."""
    return page.locator(".atlas-model").first


def search(page: Page, words: str) -> None:
    """Enters the box, waits for its list, then types instead of what stands there."""
    model_box(page).blur()
    model_box(page).click()
    expect(found(page).locator(".group, .line").first).to_be_visible(timeout=PATIENCE)
    model_box(page).press("Control+a")
    page.keyboard.type(words, delay=20)


def choose(page: Page, model: str) -> None:
    """Writes an id into the box, until the sidebar speaks of that model and no longer of the embedded one.

    Just after a page came up its sidebar is filled once more, over what was written meanwhile.
    """
    for attempt in range(5):
        model_box(page).fill(model)
        model_box(page).press("Enter")
        try:
            expect(status(page)).not_to_contain_text("Knows:", timeout=PATIENCE if attempt == 4 else 5_000)
            expect(model_box(page)).to_have_value(model)
        except AssertionError:
            if attempt == 4:
                raise
        else:
            return


def answer(page: Page) -> Locator:
    """The answer or the error on screen, an earlier run's left out."""
    return page.locator(".atlas-answer:visible").first.locator(":is(.headline, .error):not([data-old])")


def start(page: Page) -> None:
    """Presses Run. What stands there from an earlier run is marked as old."""
    answer(page).evaluate_all("found => found.forEach((each) => each.dataset.old = 'yes')")
    page.locator("button.atlas-run:visible").click()


def run(page: Page) -> str:
    """Runs a model of the Hub; gives the code of the error, or nothing."""
    start(page)
    expect(answer(page)).to_be_visible(timeout=PATIENCE)
    return answer(page).get_attribute("data-code") or ""


def sign_in(page: Page, account: Account) -> None:
    """By the token box, which is empty afterwards."""
    box = page.locator("#atlas-token input")
    box.fill(account.token)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text(f"Signed in as {account.name}.")).to_be_visible(timeout=PATIENCE)
    expect(box).to_have_value("")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("Signed out.")).to_be_visible(timeout=PATIENCE)
