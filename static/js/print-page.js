// A button that prints the page. It stays hidden where this module does not run, for it could do nothing there.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
