// Runs before Gradio's own scripts, in the head of the page as it is served. Gradio speaks the browser's language, and
// so does what is marked with gr.I18n: here that is the language which the visitor chose, or the server found best.
Object.defineProperty(navigator, "language", { configurable: true, get: () => window.atlas.language });
