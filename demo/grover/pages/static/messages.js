// A conversation, which shows what comes in as it does.

import { call, element } from "./net.js";
import { planted } from "./planted.js";
import { withRetry } from "./server.js";
import { hear } from "./socket.js";

const EVERY_MS = 3000;
const by = (id) => document.getElementById(id);
const other = new URLSearchParams(location.search).get("with");

function entry(user) {
  const item = element("li", "");
  const link = element("a", user.name);
  link.href = `/messages?with=${user.id}`;
  if (user.id === other) {
    link.setAttribute("aria-current", "page");
  }
  item.append(link);
  return item;
}

function bubble(message, name) {
  const mine = message.sender_id !== other;
  const item = element("li", "", mine ? "mine" : "theirs");
  item.append(element("b", mine ? "You" : name), element("span", message.text));
  return item;
}

async function refresh(name) {
  const { messages } = await call("GET", `/api/messages/${other}`);
  by("messages").replaceChildren(...messages.map((message) => bubble(message, name)));
  by("messages").scrollTop = by("messages").scrollHeight;
}

async function load() {
  const { users } = await call("GET", "/api/messages");
  by("people").replaceChildren(...users.map(entry));
  by("nobody").hidden = users.length > 0 || other !== null;
  if (other === null) {
    return;
  }
  const { name } = await call("GET", `/api/users/${other}`);
  by("with").textContent = name;
  await refresh(name);
  const look = () => {
    if (!document.hidden && !planted("grover-chat-silent")) {
      refresh(name).catch(() => {}); // the next one will do
    }
  };
  hear({ connected: look, message: look });
  setInterval(look, EVERY_MS); // what the connection missed
  by("send").addEventListener("submit", (event) => {
    event.preventDefault();
    withRetry(by("send-trouble"), async () => {
      await call("POST", `/api/messages/${other}`, { text: by("text").value });
      by("text").value = "";
      await refresh(name);
    });
  });
  by("conversation").hidden = false; // not before there is someone to take what is written
}

withRetry(by("trouble"), load);
