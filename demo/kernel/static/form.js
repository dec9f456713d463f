// Forms that say what is wrong, where, and to everyone.

export function clear(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
  for (const error of form.querySelectorAll(".error")) {
    error.textContent = "";
  }
}

// Marks a field; its own place for errors tells why.
export function mark(form, name, sentence) {
  const field = form.elements[name];
  field.setAttribute("aria-invalid", "true");
  form.querySelector(`#${name === "year" ? "born" : name}-error`).textContent = sentence;
}

// Tells what is wrong with the whole, and moves there.
export function summarise(form, sentence) {
  const summary = form.querySelector("#summary");
  summary.textContent = sentence;
  summary.focus();
}

// While the form is under way it cannot be sent twice.
export async function sending(form, task) {
  const button = form.querySelector("button:not([type=button])");
  if (button.disabled) {
    return;
  }
  button.disabled = true;
  try {
    await task();
  } finally {
    button.disabled = false;
  }
}
