// Counts the marks of a practice task while they are made: “1 of 2”. Without it the count is said after the answer.
const form = (box) => box.closest('form');

function count(phone) {
  const tally = form(phone).querySelector('.tally');
  const boxes = [...phone.querySelectorAll('input[type=checkbox]')];
  if (!tally || !tally.dataset.words) return;
  const changed = boxes.filter((box) => box.checked !== box.defaultChecked).length;
  tally.textContent = tally.dataset.words.replace('{n}', Number(tally.dataset.found || 0) + changed);
}

document.addEventListener('change', (event) => {
  const phone = event.target.closest('[data-practice]');
  if (phone) count(phone);
});
