import { call, count } from "./net.js";
import { planted } from "./planted.js";
import { withRetry } from "./server.js";
import { hear } from "./socket.js";

const EVERY_MS = 3000;
const by = (id) => document.getElementById(id);
const chosen = new URLSearchParams(location.search).get("with");
let shown = "";

function entry({ chatId, user, unread }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/chat?with=${chatId}`;
  link.textContent = unread > 0 && chatId !== chosen ? `${user.name} (${unread} new)` : user.name;
  if (chatId === chosen) {
    link.setAttribute("aria-current", "page");
  }
  item.append(link);
  return item;
}

function bubble(message, name) {
  const item = document.createElement("li");
  const who = document.createElement("b");
  const text = document.createElement("span");
  const mine = name === undefined;
  item.className = mine ? "mine" : "theirs";
  who.textContent = mine ? "You" : name;
  text.textContent = message.text;
  item.append(who, text);
  return item;
}

async function refresh(other) {
  const { messages } = await call("GET", `/api/chat/conversations/${chosen}/messages`);
  const seen = messages.map((message) => message.id).join();
  if (seen === shown) {
    return;
  }
  shown = seen;
  by("messages").replaceChildren(
    ...messages.map((message) => bubble(message, message.senderId === other.id ? other.name : undefined)),
  );
  by("messages").scrollTop = by("messages").scrollHeight;
}

async function load() {
  const { conversations } = await call("GET", "/api/chat/conversations");
  by("conversations").replaceChildren(...conversations.map(entry));
  by("nobody").hidden = conversations.length > 0;
  const mine = conversations.find((one) => one.chatId === chosen);
  if (!mine) {
    return;
  }
  by("with").textContent = mine.user.name;
  await refresh(mine.user);
  listen(mine.user);
  by("conversation").hidden = false; // not before there is someone to take what is written
}

function listen(other) {
  const look = () => {
    if (!document.hidden && !planted("chat-not-delivered")) {
      refresh(other).catch(() => {}); // the next one will do
    }
  };
  hear({ connected: look, message: look });
  setInterval(look, EVERY_MS); // what the connection missed
  by("send").addEventListener("submit", (event) => {
    event.preventDefault();
    send(other);
  });
}

function send(other) {
  const text = by("text").value.trim();
  if (!text) {
    return;
  }
  withRetry(by("send-trouble"), async () => {
    await call("POST", `/api/chat/conversations/${chosen}/messages`, { text });
    by("text").value = "";
    count("message_sent");
    await refresh(other);
  });
}

by("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    by("send").requestSubmit();
  }
});
withRetry(by("trouble"), load);
