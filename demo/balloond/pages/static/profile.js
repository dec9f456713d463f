import { open } from "./dialogs.js";
import { clear, mark, sending, summarise } from "./form.js";
import { call } from "./net.js";
import { planted } from "./planted.js";
import { Trouble, withRetry } from "./server.js";

const by = (id) => document.getElementById(id);
const form = by("edit");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  by("saved").textContent = "";
  const { name, bio } = Object.fromEntries(new FormData(form));
  if (!name.trim()) {
    mark(form, "name", "Enter your name.");
    form.elements.name.focus();
    return;
  }
  sending(form, async () => {
    try {
      await call("PUT", "/api/users/profile", { name: name.trim(), bio });
      by("saved").textContent = "Saved.";
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) {
        throw trouble;
      }
      summarise(form, trouble.message);
    }
  });
});

by("export").addEventListener("click", () =>
  withRetry(by("trouble"), async () => {
    const data = await call("GET", "/api/users/me/export");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
    link.download = "balloond.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }),
);

by("delete").addEventListener("click", () => open(by("sure")));
by("really").addEventListener("click", () =>
  withRetry(by("trouble"), async () => {
    by("sure").close();
    if (!planted("deletion-page-broken")) {
      await call("DELETE", "/api/users/me");
    }
    location.assign("/");
  }),
);
