// Messages reach the browser with the marks of Markdown and HTML written as numbers (tasks/ui/kinds/chat.py), so that they
// are drawn as they were said. Gradio's button copies what it was sent: what is copied from a chat is read back first.
(() => {
  const clipboard = navigator.clipboard; // none without https
  if (!clipboard) return;
  let chat = false;
  document.addEventListener("click", (event) => (chat = Boolean(event.target.closest?.(".atlas-chat"))), true);
  const write = clipboard.writeText.bind(clipboard);
  clipboard.writeText = (text) =>
    write(chat ? text.replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(number)) : text);
})();
