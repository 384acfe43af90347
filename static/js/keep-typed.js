// Second marking and the council: looking at another indicator sends the form along, so that what was typed is kept.
// Without this module the link leads there, and typed points are kept with the form's own buttons.
const form = document.getElementById("cham");

if (form) {
  for (const link of form.querySelectorAll("a[data-look]")) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || !form.querySelector("input.num")) return;
      event.preventDefault();
      const act = document.createElement("input");
      act.type = "hidden";
      act.name = "act";
      act.value = "look:" + link.dataset.look;
      form.append(act);
      form.submit();
    });
  }
}
