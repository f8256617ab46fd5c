// What keyboards and screen readers need that Gradio's elements lack (seen in 6.31, each named in
// tasks/ui/gradio_patches.py), and the page's own words for them. tests/browser/test_axe.py holds it.
(() => {
  const atlas = window.atlas;
  const set = (name, value) => (element) => element.setAttribute(name, value);
  const inSight = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  // A picture among the examples has no name, and a row of their table cannot be pressed by a key.
  const nameExample = (button) => {
    const place = [...button.parentElement.children].indexOf(button) + 1;
    const file = decodeURIComponent(button.querySelector("img, video")?.src ?? "").split("/").pop().replace(/\.\w+$/, "");
    button.setAttribute("aria-label", [`${atlas.words.example} ${place}`, file.replace(/_/g, " ")].filter(Boolean).join(": "));
  };
  // A picture that can be pressed is named as its block is.
  const nameAsBlock = (element) => {
    const label = element.closest(".block")?.querySelector("[data-testid=block-label], [data-testid=block-info]");
    if (label?.textContent.trim()) element.setAttribute("aria-label", label.textContent.trim());
  };

  const MENDS = [
    [".atlas-examples .gallery-item:not([aria-label]):has(img, video)", nameExample],
    [".atlas-examples tr.tr-body:not([tabindex])", set("tabindex", "0")],
    [".image-container > button:not([aria-label])", nameAsBlock],
    // Said twice: the caption under a picture, the word beside an icon.
    [".gallery-item:has(.caption-label) img[alt]:not([alt=''])", set("alt", "")],
    ["footer img[alt]:not([alt=''])", set("alt", "")],
    // A button within a link, and one within a button: the outer one of these is for nobody.
    ["a.download-link > button:not([tabindex='-1'])", set("tabindex", "-1")],
    [".icon-button:has(> * .upload-container):not([role]), .icon-button:has(> .upload-container):not([role])", (outer) => {
      set("role", "group")(outer);
      set("tabindex", "-1")(outer);
      set("aria-label", atlas.words.upload)(outer);
      outer.title = atlas.words.upload;
      outer.querySelector(".upload-container").setAttribute("aria-label", atlas.words.upload);
    }],
    // Long code scrolls by keys, and its colours hold against the ground (--atlas-ink is black in the light, white in the
    // dark). They stand in rules that the editor makes when the first one comes.
    [".cm-content:not([tabindex])", (code) => {
      set("tabindex", "0")(code);
      for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
        if (sheet.href) continue;
        for (const rule of sheet.cssRules) {
          const colour = rule.selectorText?.startsWith(".ͼ") && rule.style.color;
          if (colour && !/mix|inherit|var/.test(colour)) rule.style.color = `color-mix(in srgb, ${colour} 50%, var(--atlas-ink))`;
        }
      }
    }],
    [".sidebar > .toggle-button:not([title])", (button) => {
      button.title = atlas.words.sidebar;
      set("aria-label", atlas.words.sidebar)(button);
    }],
    // In which language inputs, examples and answers are is not known, but not in that of the page; code is in English.
    ["textarea:not([lang]), .atlas-examples :is(.gallery, .table-wrap):not([lang]), .confidence-set:not([lang]), .chatbot:not([lang])", set("lang", "")],
    ["[role=tabpanel] :is(.table-wrap, .textfield, .legend):not([lang])", set("lang", "")],
    [".cm-editor:not([lang]), .json-holder:not([lang])", set("lang", "en")],
  ];

  // Tabs are one stop of the Tab key; arrows walk along them.
  const rove = () => {
    for (const tab of document.querySelectorAll("[role=tablist] [role=tab]")) {
      const stop = tab.getAttribute("aria-selected") === "true" ? 0 : -1;
      if (tab.tabIndex !== stop) tab.tabIndex = stop;
    }
  };
  const walk = (event, all, keys) => {
    const step = keys[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return null;
    const there = all.filter(inSight);
    const place = there.indexOf(event.target.closest(".token, [role=tab]"));
    const next = there[step === Infinity ? there.length - 1 : step === -Infinity ? 0 : (place + step + there.length) % there.length];
    event.preventDefault();
    next?.focus();
    return next;
  };
  const ALONG = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (tab) walk(event, [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")], ALONG)?.click();
    const token = event.target.closest?.(".atlas-odds .token");
    if (token) {
      const next = walk(event, [...token.parentElement.querySelectorAll(".token")], ALONG);
      if (next) [token.tabIndex, next.tabIndex] = [-1, 0];
    }
    const row = event.target.closest?.(".atlas-examples tr.tr-body");
    if (row && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      row.click();
    }
  });
  // Gradio opens a list anew at any key but Enter and Escape, also when Tab has left it; and the open list is a stop itself.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !event.target.matches?.("input[role=combobox]")) return;
    document.querySelectorAll("ul[role=listbox]").forEach(set("tabindex", "-1"));
    event.stopImmediatePropagation();
  }, true);

  // One voice for screen readers: progress at most every five seconds, an answer once. (An error speaks for itself.)
  const PAUSE = 5000;
  let voice, said = "", at = 0, waiting;
  const speak = () => {
    const answer = [...document.querySelectorAll(".atlas-answer")].find(inSight);
    const progress = answer?.querySelector(".under-way");
    const words = (progress ?? answer?.querySelector(".headline"))?.textContent.trim() ?? "";
    if (!words || words === said) return;
    const early = progress ? at + PAUSE - Date.now() : 0;
    clearTimeout(waiting);
    if (early > 0) return void (waiting = setTimeout(speak, early));
    [said, at] = [words, progress ? Date.now() : 0];
    voice.textContent = words;
  };
  // Another run may give the same answer: it is said again.
  document.addEventListener("click", (event) => event.target.closest?.(".atlas-run") && (said = ""));

  // The first stops of the Tab key lead to what one came for.
  const leads = [
    ["toInput", () => [...document.querySelectorAll("[role=tabpanel] .atlas-asked :is(textarea, input, button, [contenteditable=true])")]],
    ["toModel", () => {
      if (!document.querySelector(".sidebar.open")) document.querySelector(".sidebar > .toggle-button")?.click();
      return [...document.querySelectorAll("#atlas-model :is(input, textarea)")];
    }],
  ];
  const start = () => {
    const skip = document.createElement("nav");
    skip.className = "atlas-skip";
    skip.setAttribute("aria-label", atlas.words.toInput);
    for (const [words, candidates] of leads) {
      const lead = document.createElement("button");
      Object.assign(lead, { type: "button", textContent: atlas.words[words] });
      lead.addEventListener("click", () => setTimeout(() => candidates().find(inSight)?.focus(), words === "toModel" ? 350 : 0));
      skip.append(lead);
    }
    voice = document.createElement("div");
    voice.id = "atlas-voice";
    voice.className = "for-screen-readers";
    voice.setAttribute("role", "status");
    document.body.prepend(skip);
    document.body.append(voice);

    let due = false;
    const mend = () => {
      due = false;
      for (const [selector, how] of MENDS) document.querySelectorAll(selector).forEach(how);
      rove();
      speak();
    };
    const soon = () => due || (due = setTimeout(mend, 100));
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
    soon();
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
