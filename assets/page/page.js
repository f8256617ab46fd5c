// The page's own script, in its head. `window.atlas` is what first.js and head.html gave, and what Gradio's events call.
(() => {
  // Everything of Gradio's that is looked for: seen in 6.31, named in tasks/ui/gradio_patches.py, where a test finds each.
  const GRADIO = {
    tab: "[role=tab]",
    tabs: ".tabs",
    panel: "[role=tabpanel]",
    sidebar: ".sidebar",
    toggle: ".sidebar.open .toggle-button",
    join: "/queue/join",
    failure: ".toast-body.error",
  };
  const atlas = window.atlas;
  const tab = (id) => document.querySelector(`${GRADIO.tab}[data-tab-id="${id}"]`);
  const whenThere = atlas.whenThere = (selector, then) => {
    const look = () => document.querySelector(selector);
    if (look()) return then(look());
    const waiting = new MutationObserver(() => {
      if (!look()) return;
      waiting.disconnect();
      then(look());
    });
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  };

  // Gradio ends a visitor's stream of answers when nothing is pending. An event that is sent in that very moment would
  // wait for ever: its receipt overtakes the word that the stream has ended, and no new one is opened. So receipts wait.
  const plainFetch = window.fetch;
  window.fetch = async (...all) => {
    const answer = await plainFetch(...all);
    if (String(all[0]?.url ?? all[0]).includes(GRADIO.join)) await new Promise((done) => setTimeout(done, 40));
    return answer;
  };

  // Which task is on screen. Nothing while the page still turns to the task that its address names.
  const asked = atlas.places[new URLSearchParams(location.search).get("task")];
  let turned = !asked;
  const chosen = (tabs) =>
    [...document.querySelectorAll(`#${tabs} ${GRADIO.tab}[aria-selected=true]`)]
      .find((each) => each.closest(GRADIO.tabs).id === tabs)?.dataset.tabId;
  const onScreen = () => {
    const category = chosen("atlas-tabs");
    return turned ? (chosen(`atlas-${category}`) ?? category ?? "") : "";
  };
  atlas.onScreen = onScreen;
  atlas.here = async () => {
    await new Promise((done) => setTimeout(done));
    return onScreen();
  };

  // Turns the tabs to a task by its id or another name of it, as soon as they are there: to the one that the address names
  // (?task=ner), that a link leads to, or that was searched.
  atlas.turn = (task) => {
    const steps = [...atlas.places[task]];
    const step = () => {
      for (let next; steps.length && (next = tab(steps[0])); steps.shift()) {
        if (steps.length === 1) turned = true;
        next.click();
      }
      return !steps.length;
    };
    if (step()) return;
    const turning = new MutationObserver(() => step() && turning.disconnect());
    turning.observe(document.documentElement, { childList: true, subtree: true });
  };
  if (asked) atlas.turn(new URLSearchParams(location.search).get("task"));

  // A panel that could not be made (the server was full, or the line broke) is said in a message: it is asked for again, three
  // times at most. Not by the clock: a panel that is only late would be drawn twice, and lose what was written meanwhile.
  const askAgain = (element, trigger) => {
    const panel = element.closest(GRADIO.panel);
    const there = () => panel.querySelector(".atlas-run");
    let tries = 3;
    const failed = new MutationObserver((changes) => {
      if (there()) return failed.disconnect();
      const said = changes.some((change) =>
        [...change.addedNodes].some((node) => node.matches?.(GRADIO.failure) || node.querySelector?.(GRADIO.failure)));
      if (!said || !tries--) return;
      setTimeout(() => there() || trigger("click"), 1000 * (3 - tries));
    });
    failed.observe(document.body, { childList: true, subtree: true });
  };

  // Asks for a task's panel once, when its tab is first shown. Where the address names another task, the first tab of
  // all is passed by, until it is looked at.
  const opened = new Set();
  atlas.open = (task, element, trigger) => {
    const open = () => {
      if (opened.has(task)) return;
      opened.add(task);
      trigger("click");
      askAgain(element, trigger);
    };
    if (!asked || asked[1] === task || opened.size) return open();
    new IntersectionObserver((all) => {
      if (opened.size && all.some((each) => each.isIntersecting)) open();
    }).observe(element.closest(GRADIO.panel));
  };

  // The list of models closes when its box loses the focus: a press on a row must not take it away before the click is
  // through. The box has the model at once: whoever presses Run right away runs what they chose.
  atlas.list = (element, trigger) => {
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-delete]");
      const row = event.target.closest("[data-model]");
      if (remove) return trigger("delete", { model: remove.dataset.delete });
      if (!row) return;
      const box = element.closest(".atlas-picker").querySelector("input, textarea");
      box.value = row.dataset.model;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      trigger("option_select", { model: row.dataset.model });
      document.activeElement?.blur();
    });
  };

  // A file that was made on the server is there: the hidden button hands it over.
  atlas.download = () => setTimeout(() => document.querySelector("#atlas-saved")?.click(), 200);

  // Light or dark: what the visitor chose, else what the operator did, else as their device has it. A browser that keeps
  // nothing for a page in a frame forgets the choice with the page.
  const kept = {
    read: () => { try { return localStorage.getItem("atlas-theme"); } catch { return null; } },
    write: (theme) => { try { localStorage.setItem("atlas-theme", theme); } catch { /* not kept */ } },
  };
  const paint = (theme) => {
    if (theme) document.body.classList.toggle("dark", theme === "dark");
    document.querySelector("#atlas-dark")?.setAttribute("aria-pressed", document.body.classList.contains("dark"));
  };
  atlas.paint = () => {
    if (!new URLSearchParams(location.search).has("__theme")) paint(kept.read() ?? atlas.theme);
  };

  // The language: kept in a cookie for the visit, which the server reads. In a frame of another site a cookie must be a
  // partitioned one, over https; where the browser keeps none at all, the address carries the language.
  const speak = (language) => {
    const root = new URL(window.gradio_config?.root || "/", location.href).pathname.replace(/\/$/, "") || "/";
    const rights = location.protocol === "https:" ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax";
    document.cookie = `atlas_language=${language}; Path=${root}; ${rights}`;
    const address = new URL(location.href);
    const isKept = document.cookie.split("; ").includes(`atlas_language=${language}`);
    if (isKept) address.searchParams.delete("lang");
    else address.searchParams.set("lang", language);
    if (onScreen() in atlas.places) address.searchParams.set("task", onScreen());
    if (address.href === location.href) location.reload();
    else location.replace(address);
  };

  whenThere("#atlas-language", (menu) => {
    menu.value = atlas.language;
    menu.setAttribute("aria-label", atlas.words.language);
    menu.title = atlas.words.language;
    menu.addEventListener("change", () => speak(menu.value));
  });
  whenThere("#atlas-dark", (button) => {
    button.setAttribute("aria-label", atlas.words.dark);
    button.title = atlas.words.dark;
    paint();
    button.addEventListener("click", () => {
      const theme = document.body.classList.contains("dark") ? "light" : "dark";
      kept.write(theme);
      paint(theme);
    });
  });
  // The sidebar of a phone is closed at first.
  whenThere(`${GRADIO.sidebar} #atlas-model`, () => {
    if (window.innerWidth < 768) document.querySelector(GRADIO.toggle)?.click();
  });

  // Arrows walk from the model's box into its list and along it; Escape closes it.
  document.addEventListener("keydown", (event) => {
    const picker = event.target.closest?.(".atlas-picker");
    if (picker && event.key === "Enter" && event.target.matches("input, textarea")) setTimeout(() => event.target.blur(), 50);
    if (!picker || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
    const stops = [picker.querySelector("input, textarea"), ...picker.querySelectorAll("[role=option]")];
    event.preventDefault();
    if (event.key === "Escape") return event.target.blur();
    const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
  });
  // On a phone the row of tasks is wider than the screen: the one that is turned to comes into sight.
  document.addEventListener("click", (event) =>
    event.target.closest?.(GRADIO.tab)?.scrollIntoView({ inline: "center", block: "nearest" }));
  // Where the answer stands under what is asked (a phone, a narrow window), Run brings it in sight, and again once it is
  // there: only then is the page as long as it takes. Whoever scrolls meanwhile is left alone.
  document.addEventListener("click", (event) => {
    const run = event.target.closest?.("button.atlas-run");
    const answer = run?.closest(GRADIO.panel)?.querySelector(".atlas-answer");
    if (!answer || answer.getBoundingClientRect().left > run.getBoundingClientRect().right) return;
    const show = () => {
      const { top } = answer.getBoundingClientRect();
      if (top < 0 || top > innerHeight / 3) answer.scrollIntoView({ block: "start" });
    };
    const arriving = new MutationObserver(() => {
      show();
      if (answer.querySelector(".under-way")) return;
      setTimeout(show, 300);
      setTimeout(leave, 400);
    });
    const leave = () => {
      arriving.disconnect();
      ["wheel", "touchmove"].forEach((move) => removeEventListener(move, leave));
    };
    ["wheel", "touchmove"].forEach((move) => addEventListener(move, leave, { once: true, passive: true }));
    arriving.observe(answer, { childList: true, subtree: true });
    show();
  });
  // A link to another task turns the tabs, so that what was entered and who is signed in stay.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-task]");
    if (!link || !tab(link.dataset.category)) return;
    event.preventDefault();
    atlas.turn(link.dataset.task);
  });
  // Ctrl/Cmd+Enter presses the Run button on screen.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const run = [...document.querySelectorAll("button.atlas-run")].find((button) => button.offsetParent !== null);
    if (!run) return;
    event.preventDefault();
    document.activeElement?.blur?.();
    setTimeout(() => run.click(), 50);
  });
})();
