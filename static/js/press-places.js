// A place on a photo: pressing the photo chooses the place that was pressed, the smallest where several lie there.
// Without this module the same places stand below the photo, with their numbers and words.
document.addEventListener("click", (event) => {
  const picture = event.target.closest("[data-spots] [data-picture]");
  if (!picture) return;
  const box = picture.getBoundingClientRect();
  const x = ((event.clientX - box.left) * 100) / box.width;
  const y = ((event.clientY - box.top) * 100) / box.height;
  const near = [...picture.closest("[data-spots]").querySelectorAll("input[data-radius]")]
    .filter((one) => Math.hypot(one.dataset.x - x, one.dataset.y - y) <= Number(one.dataset.radius))
    .sort((one, other) => one.dataset.radius - other.dataset.radius);
  near[0]?.click();
});
