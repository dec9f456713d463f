import { call } from "./net.js";

const form = document.querySelector("#log-in");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(form));
  try {
    await call("POST", "/web/login", { email: email.trim(), password });
    location.assign("/companion");
  } catch (trouble) {
    document.querySelector("#wrong").textContent = trouble.message;
  }
});
