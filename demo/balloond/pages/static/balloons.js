import { open } from "./dialogs.js";
import { call, count } from "./net.js";
import { planted } from "./planted.js";
import { withRetry } from "./server.js";

const by = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.search).get("balloon"); // from a notification: this one first
let current = null;

function tell(left) {
  by("left").textContent = left === null ? "You can pop as many as you like." : `${left} free pops left today.`;
}

function hang(balloon, number) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = `balloon ${balloon.color}`;
  button.dataset.balloon = balloon.id;
  button.textContent = `Balloon ${number}, ${balloon.color}`;
  button.addEventListener("click", () => withRetry(by("trouble"), () => pop(balloon, button)));
  item.append(button);
  return item;
}

async function load() {
  const [{ balloons }, { remaining }] = await Promise.all([
    call("GET", "/api/matching/balloons"),
    call("GET", "/api/matching/allocation"),
  ]);
  const first = balloons.filter((one) => one.id === wanted);
  if (wanted && first.length === 0) {
    first.push({ id: wanted, color: "red" });
  }
  const others = balloons.filter((one) => one.id !== wanted);
  by("sky").replaceChildren(...[...first, ...others].map((one, index) => hang(one, index + 1)));
  tell(remaining);
}

async function pop(balloon, button) {
  let answer;
  try {
    answer = await call("POST", "/api/matching/pop", { balloonId: balloon.id, decision: "reveal" });
  } catch (trouble) {
    if (trouble.messages?.includes("FREE_POPS_EXHAUSTED")) {
      if (!planted("paywall-missing")) {
        open(by("paywall"));
      }
      return;
    }
    throw trouble;
  }
  count("balloon_pop");
  button.classList.add("popped");
  button.disabled = true;
  tell(answer.remainingPops);
  if (!planted("reveal-missing")) {
    reveal(balloon, answer.user);
  }
}

function reveal(balloon, person) {
  current = { balloon, person };
  by("person-name").textContent = `${person.name}, ${person.age}`;
  by("person-bio").textContent = person.bio;
  by("person-trouble").replaceChildren();
  open(by("person"));
}

function decide(decision) {
  const { balloon, person } = current;
  withRetry(by("person-trouble"), async () => {
    const answer = await call("POST", "/api/matching/pop", { balloonId: balloon.id, decision });
    by("person").close();
    if (answer.matched && !planted("match-silent")) {
      count("match_created");
      by("match-name").textContent = person.name;
      by("write").href = `/chat?with=${answer.chatId}`;
      open(by("match"));
    }
  });
}

by("like").addEventListener("click", () => decide("like"));
by("pass").addEventListener("click", () => decide("pass"));
withRetry(by("trouble"), load);
