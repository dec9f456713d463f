// One's own profile.

import { call } from "./net.js";
import { withRetry } from "./server.js";

const by = (id) => document.getElementById(id);

async function load() {
  const me = await call("GET", "/api/auth/me");
  by("name").value = me.name;
  by("bio").value = me.bio;
  by("followers").textContent = `${me.followers} people follow you.`;
}

by("change").addEventListener("submit", (event) => {
  event.preventDefault();
  withRetry(by("trouble"), async () => {
    await call("PUT", "/api/users/me", { name: by("name").value, bio: by("bio").value });
    by("saved").textContent = "Saved.";
  });
});
withRetry(by("trouble"), load);
