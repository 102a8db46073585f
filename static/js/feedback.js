// Rows that are typed by keyboard alone. Without this file Enter looks at the page and keeps nothing.
const FIELDS = "input:not([type=hidden]), select, textarea, button[name=then]:not([tabindex])";

function goOn(form, from, step) {
  const fields = [...form.querySelectorAll(FIELDS)].filter((each) => !each.disabled && each.offsetParent !== null);
  const next = fields[fields.indexOf(from) + step];
  if (!next) return;
  next.focus();
  if (next.select) next.select();
}

// Enter goes to the next field, with Shift to the one before; a button is pressed as ever.
document.querySelectorAll("form[data-enter-goes-on]").forEach((form) => {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    goOn(form, event.target, event.shiftKey ? -1 : 1);
  });
});

// What a number stands for, said under it at once. The list stands on the page for everybody.
const names = new Map();
document.querySelectorAll("[data-entries] li").forEach((item) => names.set(item.dataset.number, item.dataset.name));

document.querySelectorAll("[data-entry-number]").forEach((input) => {
  const said = document.getElementById(input.dataset.saidIn);
  input.addEventListener("change", () => {
    const number = input.value.trim().replace(/^[#0 ]+/, "");
    said.textContent = number ? names.get(number) ?? "No service here has this number." : "";
  });
});

// A wing that is left open repeats the one above it, and says which.
const wings = [...document.querySelectorAll("select[data-wing]")];
const nameAbove = () => {
  let above = "";
  wings.forEach((select, at) => {
    if (at) select.options[0].textContent = `(as above${above})`;
    if (select.value === "none") above = "";
    else if (select.value) above = `: ${select.selectedOptions[0].textContent}`;
  });
};
wings.forEach((select) => select.addEventListener("change", nameAbove));
// A browser that goes back fills the boxes again.
window.addEventListener("pageshow", () => {
  nameAbove();
  document.querySelectorAll("[data-entry-number]").forEach((input) => input.dispatchEvent(new Event("change")));
});
