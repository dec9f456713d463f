// What every page has: the menu, the privacy choice, and logging out.

import "./menu.js";
import { call } from "./net.js";
import { planted } from "./planted.js";
import { logOutBy } from "./server.js";
import { remember } from "./visits.js";

const banner = document.querySelector(".consent");
banner?.querySelector("form").addEventListener("submit", async (event) => {
  const choice = event.submitter?.value;
  if (!choice) {
    return;
  }
  event.preventDefault();
  await call("POST", "/web/consent", { choice });
  document.documentElement.dataset.consent = choice;
  banner.remove();
  remember(choice);
});

remember(document.documentElement.dataset.consent);
if (location.pathname === "/") {
  spoil();
}

// The faults of the first page.
function spoil() {
  document.body.classList.toggle("unmarked", planted("focus-invisible"));
  if (planted("keyboard-trap")) {
    document.querySelector("#menu").addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault());
  }
  if (planted("motion-kept")) {
    const rising = [{ transform: "translateY(0)" }, { transform: "translateY(-12px)" }];
    document.querySelector(".sky").animate(rising, { duration: 1200, iterations: Infinity, direction: "alternate" });
  }
}

logOutBy(call);
