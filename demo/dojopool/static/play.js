import { call, sending } from "./net.js";

const table = document.querySelector("#table");
const shots = document.querySelector("#shots");
let match = null;

document.querySelector("#begin").addEventListener("click", () => {
  sending(document.querySelector("#main"), async () => {
    match = await call("POST", "/api/v1/matches", {});
    shots.replaceChildren();
    table.hidden = false;
    document.querySelector("#table-name").focus();
  });
});

for (const button of document.querySelectorAll(".ball")) {
  button.addEventListener("click", () => {
    sending(document.querySelector("#main"), async () => {
      const shot = await call("POST", `/api/v1/matches/${match.id}/shots`, { ball: Number(button.dataset.ball) });
      const line = document.createElement("li");
      line.textContent = `You played ball ${shot.ball}.`;
      shots.append(line);
    });
  });
}
