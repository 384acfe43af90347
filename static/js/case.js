// The officer's case, quicker: looking at another indicator keeps what was typed; a reason is asked as soon as points
// differ; the sum moves while typing. Without this module the page works by links and by the server's answer.
const form = document.getElementById("cham");
const number = (text) => Number(String(text).trim().replace(",", "."));

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

  const fields = [...form.querySelectorAll("input.num")];
  const sum = document.getElementById("sum");
  const unit = sum ? sum.textContent.replace(/^[\d.,\s]+/, "") : "";
  const renew = (field) => {
    const because = field.closest("tr").querySelector(".because");
    if (because) because.hidden = number(field.value) === number(field.dataset.proposed);
    const total = fields.reduce((all, one) => all + (number(one.value) || 0), 0);
    if (sum) sum.textContent = String(total).replace(".", ",") + " " + unit;
  };
  for (const field of fields) field.addEventListener("input", () => renew(field));
}
