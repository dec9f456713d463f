import { clear, sending, summarise } from "./form.js";
import { call } from "./net.js";
import { planted } from "./planted.js";
import { Trouble } from "./server.js";

const form = document.querySelector("#log-in");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  const { email, password } = Object.fromEntries(new FormData(form));
  if (!email || !password) {
    summarise(form, "Enter your e-mail address and your password.");
    return;
  }
  sending(form, async () => {
    try {
      await call("POST", planted("login-page-broken") ? "/web/signin" : "/web/login", { email: email.trim(), password });
      location.assign(form.dataset.next);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) {
        throw trouble;
      }
      summarise(form, trouble.status === 401 ? "The e-mail address or the password is wrong." : trouble.message);
    }
  });
});
