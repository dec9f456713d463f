import { call } from "./net.js";

const path = "/api/v1/companions/lune/messages";
const list = document.querySelector("#messages");
const form = document.querySelector("#send");
const silent = (document.documentElement.dataset.planted ?? "").includes("mysoulmate-companion-silent");

function show(messages) {
  for (const message of messages) {
    if (silent && message.author === "companion") {
      continue;
    }
    const item = document.createElement("li");
    item.className = message.author;
    item.textContent = message.text;
    list.append(item);
  }
  list.scrollTop = list.scrollHeight;
}

async function tell(task) {
  const wrong = document.querySelector("#wrong");
  wrong.textContent = "";
  try {
    await task();
  } catch (trouble) {
    wrong.textContent = trouble.message;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  tell(async () => {
    const data = await call("POST", path, { text: form.elements.text.value });
    form.reset();
    show(data.messages);
  });
});

tell(async () => show((await call("GET", path)).messages));
