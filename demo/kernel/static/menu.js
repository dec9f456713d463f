// The menu, which folds away on small screens; without scripts it stays open.

import { planted } from "./planted.js";

const button = document.querySelector(".menu-button");
button.hidden = false;
document.documentElement.classList.add("scripted");
button.addEventListener("click", () => {
  if (planted("menu-stuck")) {
    return;
  }
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
});
