// The board's cards move by the arrow keys and by dragging: both press the card's own button, so
// what a move may be, and its undo, is decided in one place. Without this the buttons remain.
"use strict";

const board = document.querySelector("[data-board]");
const stages = [...board.querySelectorAll("[data-stage]")].map((column) => column.dataset.stage);

// Press the card's button that leads into a stage; nothing if it has none.
const move = (card, stage) => card.querySelector(`[data-into="${stage}"]`)?.click();

board.addEventListener("keydown", (event) => {
  const card = event.target;
  if (!card.classList.contains("card")) return;
  if (event.key === "ArrowRight") {
    const from = stages.indexOf(card.closest("[data-stage]").dataset.stage);
    const next = stages.slice(from + 1).find((stage) => card.querySelector(`[data-into="${stage}"]`));
    if (next) move(card, next);
  } else if (event.key === "ArrowLeft") {
    card.querySelector("[data-back]")?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const cards = [...card.parentElement.querySelectorAll(".card")];
    cards[cards.indexOf(card) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else {
    return;
  }
  event.preventDefault();
});

let dragged = null;
board.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".card");
  event.dataTransfer.effectAllowed = "move";
});
board.addEventListener("dragend", () => {
  dragged = null;
  for (const column of board.querySelectorAll(".over")) column.classList.remove("over");
});
for (const column of board.querySelectorAll("[data-stage]")) {
  column.addEventListener("dragover", (event) => {
    if (!dragged?.querySelector(`[data-into="${column.dataset.stage}"]`)) return;
    event.preventDefault();
    column.classList.add("over");
  });
  column.addEventListener("dragleave", () => column.classList.remove("over"));
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) move(dragged, column.dataset.stage);
  });
}

// After a move the card keeps the focus, wherever it stands now.
if (location.hash.startsWith("#card-")) document.getElementById(location.hash.slice(1))?.focus();
