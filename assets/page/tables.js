// A file dropped on a table is opened as by the button below it, whatever its kind: Gradio's table would read CSV alone,
// with commas.
(() => {
  const BUTTON = "input[type=file][accept*='.ods']";
  const over = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && event.target.closest?.(".atlas-table");
  document.addEventListener("dragover", (event) => over(event) && event.preventDefault(), true);
  document.addEventListener("drop", (event) => {
    const table = over(event);
    if (!table) return;
    event.preventDefault();
    event.stopPropagation();
    const button = table.closest("[role=tabpanel]").querySelector(BUTTON);
    button.files = event.dataTransfer.files;
    button.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);
})();
