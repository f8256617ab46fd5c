// The box that finds a task by any of its names: those that begin with what was typed first, then those with a word that
// does, then those that hold it anywhere. Accents and capitals make no difference.
(() => {
  const atlas = window.atlas;
  const plain = (words) => words.normalize("NFD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();
  const rank = (names, typed) =>
    Math.min(...names.map(plain).map((name) =>
      name.startsWith(typed) ? 0 : name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(typed)) ? 1 : name.includes(typed) ? 2 : 9));
  const found = (typed) =>
    Object.entries(atlas.names)
      .map(([task, names]) => ({ task, names, rank: rank(names, plain(typed.trim())) }))
      .filter((each) => each.rank < 9)
      .sort((one, other) => one.rank - other.rank);

  let active = -1;
  const parts = () => [document.querySelector("#atlas-search input"), document.querySelector("#atlas-search-list")];
  const light = (place) => {
    const [box, list] = parts();
    const rows = [...list.querySelectorAll("[role=option]")];
    active = rows.length ? (place + rows.length) % rows.length : -1;
    rows.forEach((row, i) => row.setAttribute("aria-selected", i === active));
    if (active < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", rows[active].id);
    rows[active].scrollIntoView({ block: "nearest" });
  };
  const open = (is) => {
    const [box, list] = parts();
    list.hidden = !is;
    box.setAttribute("aria-expanded", is);
    if (!is) box.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    const [box, list] = parts();
    const rows = found(box.value).map(({ task, names }) => {
      const row = document.createElement("li");
      Object.assign(row, { id: `atlas-search-${task}`, textContent: names[0] });
      row.setAttribute("role", "option");
      row.dataset.task = task;
      if (names.length > 1 && box.value.trim()) {  // which other name it was found by
        const also = document.createElement("small");
        also.textContent = names.slice(1).filter((name) => plain(name).includes(plain(box.value.trim()))).join(" · ");
        row.append(" ", also);
      }
      return row;
    });
    if (!rows.length) {
      const none = document.createElement("li");
      none.textContent = atlas.words.none;
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", true);
      rows.push(none);
    }
    list.replaceChildren(...rows);
    open(true);
    light(box.value.trim() ? 0 : -1);
  };
  const choose = (row) => {
    if (!row?.dataset.task) return;
    const [box] = parts();
    box.value = "";
    open(false);
    box.blur();
    atlas.turn(row.dataset.task);
  };

  const inside = (event) => event.target.closest?.("#atlas-search");
  document.addEventListener("focusin", (event) => inside(event) && draw());
  document.addEventListener("focusout", (event) => inside(event) && open(false));
  document.addEventListener("input", (event) => inside(event) && draw());
  document.addEventListener("mousedown", (event) => {
    if (!event.target.closest?.("#atlas-search-list")) return;
    event.preventDefault();
    choose(event.target.closest("[role=option]"));
  });
  document.addEventListener("keydown", (event) => {
    if (!inside(event) || event.isComposing) return;
    const [, list] = parts();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) draw();
      light(active < 0 && step < 0 ? -1 : active + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden) choose(list.querySelectorAll("[role=option]")[active]);
    } else if (event.key === "Escape") {
      open(false);
    }
  });
  atlas.whenThere("#atlas-search input", (box) => {
    box.placeholder = atlas.words.search;
    box.setAttribute("aria-label", atlas.words.search);
    document.querySelector("#atlas-search-list").setAttribute("aria-label", atlas.words.search);
  });
})();
