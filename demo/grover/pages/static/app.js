// What every page has: the menu, and logging out.

import { call } from "./net.js";

const button = document.querySelector(".menu-button");
button.hidden = false;
document.documentElement.classList.add("scripted");
button.addEventListener("click", () => {
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
});

document.querySelector("#log-out")?.addEventListener("click", async () => {
  await call("POST", "/web/logout");
  location.assign("/");
});
