// Talking to the server: JSON or a form in, JSON out, and one kind of error for all that can go wrong.

const PATIENCE_MS = 8000;

export class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status; // 0: no answer at all
  }
}

export async function call(method, path, body, fields = {}) {
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
    throw new Trouble(0, "DojoPool cannot be reached. Is your connection up?");
  }
  const data = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    throw new Trouble(response.status, response.status >= 500 || !data ? "Something went wrong on our side." : data.message);
  }
  return data;
}

export function planted(name) {
  return (document.documentElement.dataset.planted ?? "").split(" ").includes(name);
}

// Runs a task for a form that cannot be sent twice; where it fails, says so.
export async function sending(form, task) {
  const button = form.querySelector("button");
  const summary = document.querySelector("#summary");
  button.disabled = true;
  summary.textContent = "";
  try {
    await task();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) {
      throw trouble;
    }
    summary.textContent = trouble.message;
    summary.focus();
  } finally {
    button.disabled = false;
  }
}
