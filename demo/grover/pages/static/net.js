// Talking to the server: JSON or a form in, JSON out, and one kind of error for all that can go wrong.

const PATIENCE_MS = 8000;

export class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status; // 0: no answer at all
  }
}

export async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) };
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
    throw new Trouble(0, "We cannot reach Grover. Is your connection up?");
  }
  const data = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) {
    return data;
  }
  if (response.status === 401 && !path.startsWith("/web/log")) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  const told = Array.isArray(data?.detail) ? data.detail.map((one) => `${one.loc.at(-1)}: ${one.msg}`).join(" ") : data?.detail;
  throw new Trouble(response.status, response.status >= 500 || !told ? "Something went wrong on our side." : told);
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
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => withRetry(place, task));
    place.append(text, again);
    return undefined;
  }
}

// Makes an element with a text in it.
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}
