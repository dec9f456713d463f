import { count } from "./net.js";
import { planted } from "./planted.js";

const steps = [...document.querySelectorAll("[data-step]")];
const balloon = document.querySelector("#practice");

function show(number, focus) {
  for (const step of steps) {
    step.hidden = step.dataset.step !== String(number);
  }
  const heading = steps[number - 1].querySelector("h1");
  heading.tabIndex = -1;
  if (focus) {
    heading.focus();
  }
}

// The step is in the address, so that a reload or the back button finds it again.
function current() {
  return planted("onboarding-forgets") ? 1 : Math.min(Math.max(Number(location.hash.slice(1)) || 1, 1), steps.length);
}

for (const button of document.querySelectorAll(".next")) {
  button.addEventListener("click", () => {
    const number = Number(button.closest("[data-step]").dataset.step) + 1;
    if (planted("onboarding-forgets")) {
      show(number, true);
    } else {
      location.hash = String(number);
    }
  });
}
addEventListener("hashchange", () => show(current(), true));

balloon.addEventListener("click", () => {
  if (planted("onboarding-stuck")) {
    return;
  }
  balloon.classList.add("popped");
  balloon.disabled = true;
  document.querySelector("#popped").textContent = "Pop! That is all there is to it.";
  balloon.closest("[data-step]").querySelector(".next").disabled = false;
});

document.querySelector("#finish").addEventListener("click", () => count("onboarding_complete"));
show(current(), false);
