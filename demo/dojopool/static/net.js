// Calling DojoPool.

import { Trouble, caller } from "./server.js";

export const call = caller("DojoPool", ({ message }) => message);

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
