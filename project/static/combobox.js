// A search box whose suggestions are walked with the arrow keys (the ARIA pattern of a combobox
// with a list). Without it the box is a plain search, and each suggestion a plain link.
"use strict";

for (const box of document.querySelectorAll("[data-combobox]")) {
  const list = document.getElementById(box.dataset.combobox);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  const options = () => [...list.querySelectorAll("a[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const refresh = () => {
    // Tab goes from the box to its button; the arrows walk the list.
    for (const option of options()) option.tabIndex = -1;
    show(list.childElementCount > 0);
  };

  const walk = (step) => {
    const all = options();
    if (all.length === 0) return;
    if (list.hidden) show(true);
    const place = all.indexOf(chosen());
    const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : (place + step + all.length) % all.length;
    choose(all[next]);
  };

  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  list.addEventListener("htmx:afterSwap", refresh);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === list) refresh();
  });
  refresh();
}
