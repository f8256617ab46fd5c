// The words that a visitor meets within an element: [words, where, whose]. `whose` is "theirs" within `theirs`, a selector
// of what models and visitors wrote, else "ours". What cannot be seen, and all within `left`, is left out.
([root, theirs, left]) => {
  const found = new Map();
  const keep = (words, element, kind) => {
    const said = words.replace(/\s+/g, " ").trim();
    if (!said) return;
    const whose = element.closest(theirs) ? "theirs" : "ours";
    const place = `${kind} ${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`;
    found.set(`${said}\n${whose}\n${kind}`, [said, place, whose]);
  };
  for (const element of root.querySelectorAll("*")) {
    if (element.closest(left) || !element.checkVisibility({ visibilityProperty: true })) continue;
    for (const name of ["placeholder", "aria-label", "title", "alt"]) keep(element.getAttribute(name) ?? "", element, name);
    if (element.matches("input[role=listbox], input[role=combobox]")) keep(element.value, element, "value");
    // A sentence is said by the block that holds it, with the bold words and links within.
    const says = [...element.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    if (!says || element.matches("script, style, option, textarea")) continue;
    let block = element;
    while (getComputedStyle(block).display === "inline" && block.parentElement && block !== root) block = block.parentElement;
    const whole = block.innerText ?? element.textContent;
    for (const line of whole.split("\n")) keep(line, element, "text");
  }
  return [...found.values()];
}
