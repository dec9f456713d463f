// Calling Grover, which tells what is wrong as FastAPI does.

import { caller, withLogin } from "./server.js";

export const call = withLogin(
  caller("Grover", ({ detail }) =>
    Array.isArray(detail) ? detail.map((one) => `${one.loc.at(-1)}: ${one.msg}`).join(" ") : detail,
  ),
);

// Makes an element with a text in it.
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}
