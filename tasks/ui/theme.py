"""How the page looks: Gradio's soft theme with a little CSS, and the few lines of JavaScript that a page needs."""

from __future__ import annotations

import gradio as gr

# One colour per label, in picture, legend and table alike. Chosen to tell apart with colour-blind eyes and to hold
# against light and dark (Okabe and Ito, "Color Universal Design", 2008, without black, then lighter and darker kin).
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8C6BB1", "#B8A800",
    "#4C78A8", "#9C755F", "#00857C", "#E45756", "#7F7F7F", "#5F9E3F", "#A0439B", "#2F6690",
)  # fmt: skip


def colours(labels: list[str]) -> dict[str, str]:
    """A colour for each label, in the order of first sight."""
    return {label: PALETTE[i % len(PALETTE)] for i, label in enumerate(dict.fromkeys(labels))}


def theme() -> gr.themes.Base:
    """System fonts: a page without internet cannot fetch others, and would log an error for each."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK KR", "sans-serif"]
    made = gr.themes.Default(
        primary_hue="blue", secondary_hue="amber", neutral_hue="slate", radius_size="md", spacing_size="sm",
        font=fonts, font_mono=["ui-monospace", "Menlo", "DejaVu Sans Mono", "monospace"],
    )  # fmt: skip
    return made.set(
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="white",
        link_text_color="*primary_700",
        link_text_color_hover="*primary_800",
        link_text_color_dark="*primary_300",
    )


CSS = """
.gradio-container { max-width: 100% !important; }
.gradio-container > main, .gradio-container .app { padding-top: 10px !important; }
.atlas-opener, .nav-holder, footer > .divider:first-child { display: none !important; }
.atlas-top { align-items: center; }
.atlas-head { padding: 0 2px; }
.atlas-head h1 { font-size: 1.3rem; margin: 0; line-height: 1.3; }
.atlas-head p { margin: 0; opacity: .75; font-size: .85rem; }
.atlas-about { padding: 0 2px; font-size: .95rem; }
.atlas-about a, .atlas-answer a, .atlas-model a, .atlas-head a { padding: 0 !important; }
.atlas-about .when { opacity: .75; }
.atlas-about .chip { font-size: .8rem; border: 1px solid var(--border-color-primary); border-radius: 10px; padding: 1px 8px; white-space: nowrap; }
.atlas-about .missing { margin-top: 4px; padding: .4rem .7rem; border-left: 4px solid #E69F00; background: var(--background-fill-secondary); border-radius: 4px; }
.atlas-about code { font-size: .85em; }
.atlas-answer { min-height: 2.2rem; padding: 2px; }
.atlas-answer .headline { font-size: 1.25rem; font-weight: 600; overflow-wrap: anywhere; }
.atlas-answer .empty { opacity: .7; padding: 2.2rem .8rem; text-align: center; border: 1px dashed var(--border-color-primary); border-radius: 8px; }
.atlas-answer .busy { padding: .6rem .8rem; border-left: 4px solid var(--secondary-500); background: var(--background-fill-secondary); border-radius: 4px; }
.atlas-answer .error { padding: .6rem .8rem; border-left: 4px solid #D55E00; background: var(--background-fill-secondary); border-radius: 4px; overflow-wrap: anywhere; }
.atlas-answer .error b { display: block; }
.atlas-time .times { font-size: .85rem; opacity: .8; padding: 0 2px; }
.atlas-model { font-size: .9rem; padding: 0 2px; overflow-wrap: anywhere; }
.atlas-model .dot { display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .4rem; background: #999; }
.atlas-model .ready .dot { background: #009E73; } .atlas-model .loading .dot { background: #E69F00; }
.atlas-table { overflow-x: auto; padding-top: 1.6rem; } .atlas-table table { border-collapse: collapse; width: 100%; font-size: .9rem; }
.atlas-table th, .atlas-table td { border: 1px solid var(--border-color-primary); padding: .3rem .5rem; text-align: left; }
.atlas-table th { background: var(--background-fill-secondary); }
.atlas-table td.lit { background: #E69F00; color: #111; font-weight: 700; outline: 2px solid #B36B00; }
.atlas-answer .headline.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.atlas-answer:has(.heard) { min-height: 0; }
.atlas-odds { position: relative; padding-bottom: 11rem; } .atlas-odds .tokens { white-space: pre-wrap; line-height: 1.8; }
.atlas-odds .token { border-radius: 3px; cursor: default; } .atlas-odds .token:hover, .atlas-odds .token:focus { outline: 2px solid #0072B2; }
.atlas-odds .rivals { display: none; position: absolute; left: 0; right: 0; bottom: 0; height: 10.6rem; overflow: hidden; padding-top: .4rem; white-space: normal; background: var(--block-background-fill); border-top: 1px solid var(--border-color-primary); }
.atlas-odds .rivals.first { display: block; } .atlas-odds .token:focus .rivals { display: block; z-index: 1; } .atlas-odds .token:hover .rivals { display: block; z-index: 2; }
.atlas-odds .what { display: block; font-size: .85rem; opacity: .8; }
.atlas-bars { padding-top: 1.6rem; } .atlas-bars h4 { margin: .6rem 0 .2rem; font-size: .95rem; overflow-wrap: anywhere; } .atlas-bars h4:first-child { margin-top: 0; }
.atlas-bars .bar { display: grid; grid-template-columns: minmax(5rem, 30%) 1fr 3.6rem; align-items: center; gap: .5rem; font-size: .9rem; line-height: 1.7; }
.atlas-bars .name { overflow-wrap: anywhere; line-height: 1.25; } .atlas-bars .score { text-align: right; font-variant-numeric: tabular-nums; }
.atlas-bars .track { height: .7rem; border-radius: 4px; background: var(--border-color-primary); overflow: hidden; }
.atlas-bars .track i { display: block; height: 100%; border-radius: 4px; background: #0072B2; }
.atlas-heat { overflow-x: auto; padding-top: 1.6rem; } .atlas-heat table { border-collapse: separate; border-spacing: 1px; font-size: .85rem; }
.atlas-heat td, .atlas-heat th, .atlas-heat table { border: none !important; }
.atlas-cloud { width: 100%; height: 320px; border: 0; border-radius: 6px; margin-top: 1.6rem; }
.atlas-heat td { min-width: .5rem; height: 1.4rem; text-align: center; padding: 0 .25rem; }
.atlas-heat th { font-weight: 500; text-align: left; padding: 0 .4rem; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.atlas-buttons button { font-size: .8rem; padding: .25rem .3rem; white-space: nowrap; }
.atlas-picker { position: relative; overflow: visible !important; } .atlas-picker .styler { overflow: visible !important; }
.atlas-picker .atlas-found { display: none; } .atlas-picker:focus-within .atlas-found:has([role=listbox] > *) { display: block; }
.atlas-found [role=listbox] { max-height: 21rem; overflow-y: auto; border-top: 1px solid var(--border-color-primary); background: var(--background-fill-primary); }
.atlas-found .group { font-size: .75rem; opacity: .75; padding: .45rem .6rem .1rem; } .atlas-found .line { font-size: .82rem; padding: .5rem .6rem; opacity: .85; }
.atlas-found, .atlas-found div { background: var(--background-fill-primary); }
.atlas-found button { display: block; width: 100%; text-align: left; font-weight: 400; background: none; padding: .28rem .6rem; font-size: .85rem; overflow-wrap: anywhere; line-height: 1.25; }
.atlas-found button:hover, .atlas-found button:focus-visible { background: var(--background-fill-secondary); outline: 2px solid #0072B2; outline-offset: -2px; }
.atlas-found button b { font-weight: 600; } .atlas-found button span { display: block; font-size: .78rem; opacity: .75; }
.atlas-found .pair { display: flex; } .atlas-found .pair .bin { width: 2rem; flex-shrink: 0; text-align: center; }
.dark .token.highlighted, .dark .token.highlighted .text, .dark .legend-item { color: #fff !important; }
.atlas-model .error b { display: block; }
.atlas-model .error { border-left: 4px solid #D55E00; padding-left: .5rem; }
.sidebar .sidebar-content { padding-top: 12px !important; }
.atlas-examples .gallery { gap: 6px; } .atlas-examples .gallery-item .container.gallery, .atlas-examples .gallery-item img { width: 56px; height: 56px; }
.atlas-search input { font-size: .9rem; }
.tab-container.wrap button { font-size: .86rem; padding: 3px 10px; height: auto; }
.atlas-examples .table-wrap { max-height: 230px; overflow: auto; }
@media (max-width: 640px) {
  .tab-container.wrap { flex-wrap: nowrap !important; overflow-x: auto; } .tab-container.wrap button { flex-shrink: 0; }
  .atlas-top { flex-direction: column; align-items: stretch; } .atlas-top > * { min-width: 0 !important; }
 .atlas-head p { display: none; } }
"""

# The search box says what it is, the sidebar of a phone is closed, Ctrl/Cmd+Enter presses the Run button on screen.
HEAD = """
<script>
// Gradio ends a visitor's stream of answers when nothing is pending. An event that is sent in that very moment would wait
// for ever: its receipt overtakes the word that the stream has ended, and no new one is opened. So receipts wait a little.
const plainFetch = window.fetch;
window.fetch = async (...all) => {
  const answer = await plainFetch(...all);
  if (String(all[0]?.url ?? all[0]).includes("/queue/join")) await new Promise((done) => setTimeout(done, 40));
  return answer;
};
const arriving = new MutationObserver(() => {
  const box = document.querySelector("#atlas-search input");
  const toggle = document.querySelector(".sidebar.open .toggle-button");
  if (!box || !document.querySelector(".sidebar")) return;
  arriving.disconnect();
  box.placeholder = "Search a task…";
  box.setAttribute("aria-label", "Search a task");
  if (toggle && window.innerWidth < 768) toggle.click();
});
arriving.observe(document.documentElement, { childList: true, subtree: true });
// Arrows walk from the model's box into its list and along it; Escape closes it.
document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.(".atlas-picker");
  if (picker && event.key === "Enter" && event.target.matches("input")) setTimeout(() => event.target.blur(), 50);
  if (!picker || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
  const stops = [picker.querySelector("input, textarea"), ...picker.querySelectorAll("[role=option]")];
  event.preventDefault();
  if (event.key === "Escape") return event.target.blur();
  const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
});
// On a phone the row of tasks is wider than the screen: the one that is turned to comes into sight.
document.addEventListener("click", (event) =>
  event.target.closest?.("[role=tab]")?.scrollIntoView({ inline: "center", block: "nearest" }));
// A link to another task turns the tabs, so that what was entered and who is signed in stay.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-task]");
  const turn = (id) => document.querySelector(`[role=tab][data-tab-id="${id}"]`);
  if (!link || !turn(link.dataset.category)) return;
  event.preventDefault();
  turn(link.dataset.category).click();
  setTimeout(() => turn(link.dataset.task)?.click(), 150);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const run = [...document.querySelectorAll("button.atlas-run")].find((button) => button.offsetParent !== null);
  if (run) { event.preventDefault(); document.activeElement?.blur?.(); setTimeout(() => run.click(), 50); }
});
</script>
"""
