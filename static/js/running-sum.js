// The officer's case while points are typed: a reason is asked as soon as they differ, and the sum moves.
// Without this module the server asks and adds.
const form = document.getElementById("cham");
const number = (text) => Number(String(text).trim().replace(",", "."));

if (form) {
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
