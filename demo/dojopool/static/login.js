import { call, sending } from "./net.js";

const form = document.querySelector("#login");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  sending(form, async () => {
    const { who, password } = Object.fromEntries(new FormData(form));
    await call("POST", "/web/login", { usernameOrEmail: who.trim(), password });
    location.assign("/play");
  });
});
