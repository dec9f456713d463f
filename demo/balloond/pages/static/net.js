import { planted } from "./planted.js";

// Talking to the server: JSON in, JSON out, and one kind of error for all that can go wrong.

const PATIENCE_MS = 8000;

export class Trouble extends Error {
  constructor(status, messages) {
    super(messages.join(" "));
    this.status = status; // 0: no answer at all
    this.messages = messages;
  }
}

export async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Trouble(0, ["We cannot reach Balloon'd. Is your connection up?"]);
  }
  const data = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) {
    return data;
  }
  if (response.status === 401 && !path.startsWith("/web/log")) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  const messages = response.status >= 500 || !data ? ["Something went wrong on our side."] : [].concat(data.message);
  throw new Trouble(response.status, messages);
}

// Counts an event, if counting was accepted; it never disturbs anyone.
export function count(name) {
  const accepted = document.documentElement.dataset.consent === "accepted";
  if ((accepted && !planted("analytics-missing")) || planted("analytics-before-consent")) {
    const body = JSON.stringify({ events: [{ name }] });
    const headers = { "Content-Type": "application/json" };
    fetch("/api/analytics/events", { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
}

// Runs a task, and where it fails says so in `place`, with a button to try again.
export async function withRetry(place, task) {
  place.replaceChildren();
  try {
    return await task();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) {
      throw trouble;
    }
    const text = document.createElement("p");
    text.textContent = trouble.message;
    place.append(text);
    if (!planted("error-no-retry")) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = "Try again";
      again.addEventListener("click", () => withRetry(place, task));
      place.append(again);
    }
    return undefined;
  }
}
