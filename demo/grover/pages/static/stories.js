// Stories: shown for a day.

import { call, element } from "./net.js";
import { planted } from "./planted.js";
import { withRetry } from "./server.js";

const by = (id) => document.getElementById(id);
const HOUR_MS = 3600 * 1000;

function card(story) {
  const item = element("li", "", "card");
  const left = Math.ceil((new Date(story.expires_at) - Date.now()) / HOUR_MS);
  item.append(element("h3", story.author.name), element("p", story.text));
  item.append(element("p", `${left} hours left`, "hint"));
  return item;
}

async function load() {
  const { stories } = await call("GET", "/api/stories");
  by("stories").replaceChildren(...stories.map(card));
  by("nothing").hidden = stories.length > 0;
}

by("show").addEventListener("submit", (event) => {
  event.preventDefault();
  if (planted("grover-story-page-stuck")) {
    return;
  }
  withRetry(by("trouble"), async () => {
    await call("POST", "/api/stories", new FormData(event.target));
    event.target.reset();
    await load();
  });
});
withRetry(by("trouble"), load);
