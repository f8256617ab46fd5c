// Runs before Gradio's own scripts, in the head of the page as it is served. Gradio speaks the browser's language, and
// so does what is marked with gr.I18n: here that is the language which the visitor chose, or the server found best.
Object.defineProperty(navigator, "language", { configurable: true, get: () => window.atlas.language });

// A browser tells the kind of a file by its name, and many know none for what phones and scanners write. Gradio refuses a
// file of no kind where pictures go, before it is sent.
{
  const kinds = { heic: "image/heic", heif: "image/heif", avif: "image/avif", tif: "image/tiff", tiff: "image/tiff", jp2: "image/jp2" };
  const known = Object.getOwnPropertyDescriptor(Blob.prototype, "type").get;
  Object.defineProperty(File.prototype, "type", {
    configurable: true,
    get() {
      return known.call(this) || kinds[this.name.split(".").pop().toLowerCase()] || "";
    },
  });
}
