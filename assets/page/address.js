// The address, the title and the history follow the task on screen: a task has an address of its own (?task=ner), Back and
// Forward turn between the tasks that were looked at, and the browser's list of them says which they were.
(() => {
  const TAB = "[role=tab][data-tab-id]";
  const atlas = window.atlas;
  const inAddress = () => new URLSearchParams(location.search).get("task") ?? "";
  const place = (task) => atlas.places[task];
  const tab = (id) => document.querySelector(`[role=tab][data-tab-id="${id}"]`);
  let first = ""; // the task that the page shows where its address names none
  let turning = ""; // the task that Back or Forward is turning to
  let waiting;

  const entitle = () => {
    const [, id] = place(inAddress()) ?? [];
    const name = id && tab(id)?.textContent.trim();
    const title = name ? `${name} · ${atlas.title}` : atlas.title;
    if (document.title !== title) document.title = title;
  };

  // Spaces show the page in a frame: the address that a visitor sees is that of the page around it.
  const tellAround = (address) => {
    if (window.parent === window || !/\.hf\.space$/.test(location.hostname)) return;
    window.parent.postMessage({ queryString: address.searchParams.toString(), hash: "" }, "https://huggingface.co");
  };

  const follow = () => {
    const task = atlas.onScreen();
    if (!(task in atlas.places)) return;
    const named = place(inAddress())?.[1];
    if (turning) {
      if (task === turning) turning = "";
      return;
    }
    if (task !== (named ?? first)) {
      const address = new URL(location.href);
      address.searchParams.set("task", task);
      history.pushState(history.state, "", address);
      tellAround(address);
    }
    entitle();
  };

  // A link and the search turn two rows of tabs, one after the other: what counts is where they come to rest.
  const settled = () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 300);
  };
  const begin = () => {
    const task = atlas.onScreen();
    if (!(task in atlas.places)) return;
    first = place(inAddress())?.[1] ?? task;
    settled();
  };
  new MutationObserver((changes) => {
    if (!first) begin();
    else if (changes.some((each) => each.type === "attributes" && each.target.matches(TAB))) settled();
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-selected"] });

  window.addEventListener("popstate", () => {
    const task = place(inAddress())?.[1] ?? first;
    clearTimeout(waiting);
    tellAround(new URL(location.href));
    if (!task || task === atlas.onScreen()) return entitle();
    turning = task;
    const [category, id] = place(task);
    tab(category)?.click();
    setTimeout(() => tab(id)?.click());
    entitle();
    setTimeout(() => { turning = ""; settled(); }, 2000); // a tab that is not there any more must not stop the following
  });
})();
