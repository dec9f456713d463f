import { planted } from "./planted.js";

// Talking to the server: JSON or a form in, JSON out, and one kind of error for all that can go wrong.

const PATIENCE_MS = 8000;

export class Trouble extends Error {
  constructor(status, messages) {
    super(messages.join(" "));
    this.status = status; // 0: no answer at all
    this.messages = messages;
  }
}

// Makes what calls a product's server: `told` finds what a refusal says, one message or some.
export function caller(product, told) {
  return async function call(method, path, body, fields = {}) {
    const options = { method, headers: { Accept: "application/json", ...fields }, signal: AbortSignal.timeout(PATIENCE_MS) };
    if (body instanceof FormData) {
      options.body = body;
    } else if (body !== undefined) {
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    let response;
    try {
      response = await fetch(path, options);
    } catch {
      throw new Trouble(0, [`We cannot reach ${product}. Is your connection up?`]);
    }
    const data = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) {
      return data;
    }
    const said = response.status < 500 && data ? told(data) : undefined;
    throw new Trouble(response.status, [].concat(said || "Something went wrong on our side."));
  };
}

// Sends to the login who is not signed in any more, and from there back.
export function withLogin(call) {
  return async (method, path, ...rest) => {
    try {
      return await call(method, path, ...rest);
    } catch (trouble) {
      if (trouble.status === 401 && !path.startsWith("/web/log")) {
        location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
      }
      throw trouble;
    }
  };
}

// Has the button that is there for it log out.
export function logOutBy(call) {
  document.querySelector("#log-out")?.addEventListener("click", async () => {
    await call("POST", "/web/logout");
    location.assign("/");
  });
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
