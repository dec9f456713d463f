import { call, keep } from "./api.js";

const forgets = (document.documentElement.dataset.planted ?? "").includes("piggybong-budget-forgets");
const trouble = document.querySelector("#trouble");
const entry = document.querySelector("#log-in");
const buy = document.querySelector("#buy");

async function attempt(task) {
  trouble.textContent = "";
  try {
    await task();
  } catch (error) {
    trouble.textContent = error.message;
  }
}

async function show() {
  const [[profile], purchases] = await Promise.all([
    call("GET", "/rest/v1/profiles?select=monthly_budget"),
    call("GET", "/rest/v1/purchases?select=item,amount&order=created_at.desc"),
  ]);
  const spent = purchases.reduce((sum, { amount }) => sum + amount, 0);
  const left = (profile?.monthly_budget ?? 0) - (forgets ? 0 : spent);
  document.querySelector("#left").textContent = `Left this month: ${left.toFixed(2)} €`;
  document.querySelector("#purchases").replaceChildren(
    ...purchases.map(({ item, amount }) => {
      const line = document.createElement("li");
      line.textContent = `${item}: ${amount.toFixed(2)} €`;
      return line;
    }),
  );
}

entry.addEventListener("submit", (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(entry));
  attempt(async () => {
    const granted = await call("POST", "/auth/v1/token?grant_type=password", { email: email.trim(), password });
    keep(granted.access_token);
    await show();
    entry.hidden = true;
    document.querySelector("#budget").hidden = false;
    document.querySelector("#item").focus();
  });
});

buy.addEventListener("submit", (event) => {
  event.preventDefault();
  const { item, amount } = Object.fromEntries(new FormData(buy));
  attempt(async () => {
    const price = Number(amount.replace(",", "."));
    if (!(price >= 0)) {
      throw new Error("Enter what it cost as a number, such as 24.90.");
    }
    await call("POST", "/rest/v1/purchases", { item: item.trim(), amount: price });
    buy.reset();
    await show();
  });
});
