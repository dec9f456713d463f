// Dialogs: the browser keeps the focus inside and gives it back; Escape closes.

export function open(dialog) {
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

for (const dialog of document.querySelectorAll("dialog")) {
  for (const button of dialog.querySelectorAll(".close")) {
    button.addEventListener("click", () => dialog.close());
  }
}
