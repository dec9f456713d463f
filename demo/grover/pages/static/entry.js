// Signing up and logging in.

import { clear, sending, summarise } from "./form.js";
import { call } from "./net.js";
import { planted } from "./planted.js";
import { Trouble } from "./server.js";

const form = document.querySelector("form[data-to]");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  const given = Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, text]));
  if (planted("grover-login-stuck")) {
    return;
  }
  if (Object.values(given).some((text) => !text)) {
    summarise(form, "Please fill in every field.");
    return;
  }
  sending(form, async () => {
    try {
      await call("POST", form.dataset.to, { ...given, email: given.email.trim() });
      location.assign(form.dataset.next);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) {
        throw trouble;
      }
      summarise(form, trouble.message);
    }
  });
});
