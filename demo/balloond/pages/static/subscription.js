import { clear, mark, sending, summarise } from "./form.js";
import { call, count } from "./net.js";
import { planted } from "./planted.js";
import { Trouble, withRetry } from "./server.js";

const by = (id) => document.getElementById(id);
const form = by("buy");
const NEEDED = { card: "Enter the 16 digits.", expiry: "Enter month and year, as in 12/31.", cvc: "Enter the code." };
const NAMES = { monthly: "Monthly", yearly: "Yearly" };

function money(price, currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(planted("price-wrong") ? price * 1.25 : price);
}

function choice(plan, index) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const text = document.createElement("span");
  input.type = "radio";
  input.name = "plan";
  input.value = plan.id;
  input.checked = index === 0;
  text.textContent = `${NAMES[plan.id]}: ${money(Number(plan.price), plan.currency)} per ${plan.id === "yearly" ? "year" : "month"}`;
  label.className = "plan";
  label.append(input, text);
  return label;
}

async function load() {
  const status = await call("GET", "/api/subscription");
  by("have").hidden = !status.premium;
  form.hidden = status.premium;
  if (status.premium) {
    const until = status.renewsAt ? new Date(status.renewsAt).toLocaleDateString("en", { dateStyle: "long" }) : "";
    by("have-text").textContent = status.cancelled ? `It ends on ${until}.` : `It renews on ${until}.`;
    by("cancel").hidden = status.cancelled;
    return;
  }
  const { plans } = await call("GET", "/api/subscription/plans");
  by("plans").replaceChildren(by("plans").querySelector("legend"), ...plans.map(choice));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear(form);
  const wrong = Object.keys(NEEDED).filter((name) => !form.elements[name].validity.valid);
  for (const name of wrong) {
    mark(form, name, NEEDED[name]);
  }
  if (wrong.length > 0) {
    summarise(form, "Some entries are missing or wrong. They are marked below.");
    return;
  }
  sending(form, async () => {
    const { plan, card, expiry, cvc } = Object.fromEntries(new FormData(form));
    try {
      const cardNumber = planted("card-spaces-refused") ? card : card.replaceAll(" ", "");
      await call("POST", "/api/subscription", { plan, cardNumber, expiry, cvc });
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) {
        throw trouble;
      }
      const declined = trouble.messages.includes("CARD_DECLINED");
      if (planted("decline-untold")) {
        return;
      }
      summarise(form, declined ? "Your bank has declined the card. You have not been charged." : trouble.message);
      return;
    }
    count("subscription_started");
    form.reset();
    await withRetry(by("trouble"), load);
    by("have-title").focus();
  });
});

by("cancel").addEventListener("click", () =>
  withRetry(by("trouble"), async () => {
    await call("DELETE", "/api/subscription");
    await load();
  }),
);
withRetry(by("trouble"), load);
