// What every page has: logging out.

import { call } from "./net.js";

document.querySelector("#log-out")?.addEventListener("click", async () => {
  await call("POST", "/web/logout");
  location.assign("/");
});
