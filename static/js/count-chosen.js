// Lists that one ticks: how many are ticked is always in view, and “all” and “nobody” tick without a new page.
// Without this module both buttons are sent, and the page comes back ticked and counted.
for (const form of document.querySelectorAll("form[data-count-chosen]")) {
  const boxes = () => [...form.querySelectorAll("input[type=checkbox][name=cases]")];
  const told = form.querySelector("[data-chosen]");
  const count = () => { told.textContent = boxes().filter((box) => box.checked).length; };
  form.addEventListener("change", count);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-tick]");
    if (!button) return;
    event.preventDefault();
    for (const box of boxes()) box.checked = button.dataset.tick === "all";
    count();
  });
  count();
}
