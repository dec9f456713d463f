import { clear, mark, sending, summarise } from "./form.js";
import { call } from "./net.js";
import { planted } from "./planted.js";
import { Trouble } from "./server.js";
import { tell } from "./visits.js";

const form = document.querySelector("#sign-up");
if (planted("paste-blocked")) {
  form.elements.password.addEventListener("paste", (event) => event.preventDefault());
}
if (planted("signup-keyboard-trap")) {
  form.elements.name.addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault());
}
const NEEDED = {
  year: "Enter the year, month and day of your birth.",
  name: "Enter your name.",
  email: "Enter your e-mail address.",
  password: "Choose a password of at least 15 characters.",
  truth: "Confirm that the date is right.",
  terms: "Accept the terms of service.",
};

function wrong() {
  const names = Object.keys(NEEDED).filter((name) => !form.elements[name].validity.valid);
  if (!names.includes("year") && (!form.elements.month.validity.valid || !form.elements.day.validity.valid)) {
    names.unshift("year");
  }
  return names;
}

function born() {
  const part = (name, length) => form.elements[name].value.trim().padStart(length, "0");
  return `${part("year", 4)}-${part("month", 2)}-${part("day", 2)}`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  const names = wrong();
  for (const name of names) {
    mark(form, name, NEEDED[name]);
  }
  if (form.elements.confirm.value !== form.elements.password.value) {
    mark(form, "confirm", "The two passwords differ.");
    names.push("confirm");
  }
  if (names.length > 0) {
    summarise(form, "Some entries are missing or wrong. They are marked below.");
    return;
  }
  sending(form, async () => {
    const { name, email, password } = Object.fromEntries(new FormData(form));
    try {
      const date = planted("signup-page-sends-other-date") ? "1990-01-01" : born();
      const birth = planted("signup-page-broken") ? { birthday: date } : { dateOfBirth: date };
      await call("POST", "/web/signup", { name: name.trim(), email: email.trim(), password, ...birth });
      if (planted("address-to-partner")) {
        const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(email.trim().toLowerCase()));
        tell("em", Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
      }
      location.assign(planted("address-in-url") ? `/onboarding?welcome=${encodeURIComponent(email)}` : "/onboarding");
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) {
        throw trouble;
      }
      if (trouble.messages.includes("AGE_RESTRICTED")) {
        location.replace("/age");
        return;
      }
      summarise(form, trouble.message);
    }
  });
});
