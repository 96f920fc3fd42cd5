/* Dark or light, as chosen at the switch, before anything is painted; and the language. */
(() => {
  "use strict";
  const chosen = () => localStorage.getItem("wenbao-theme");
  const dark = () =>
    (chosen() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const apply = () => {
    document.documentElement.classList.toggle("wb-dark", dark());
    // Gradio's own colours hang on this class of the body, which Gradio sets once as it starts.
    if (document.body && document.body.classList.contains("dark") !== dark()) {
      document.body.classList.toggle("dark", dark());
    }
    document.getElementById("wb-theme")?.setAttribute("aria-pressed", String(dark()));
  };
  // Gradio words its own parts by the browser's language; the page's language is what counts.
  const lang = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => lang });
  Object.defineProperty(navigator, "languages", { get: () => [lang] });
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    new MutationObserver(apply).observe(document.body, {
      attributes: true, attributeFilter: ["class"], childList: true, subtree: true,
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#wb-theme")) return;
    localStorage.setItem("wenbao-theme", dark() ? "light" : "dark");
    apply();
  });
})();
