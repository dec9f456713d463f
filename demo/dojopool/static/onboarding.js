// The way in, step by step. A reload goes on where one was.

import { call, sending } from "./net.js";
import { planted } from "./planted.js";

const TIPS = ["Check in when you enter a hall.", "Every ball that drops is a point.", "Hold a territory for a week to keep it."];
const STEPS = ["welcome", "account", "verify", "profile", "avatar", "wallet", "transaction", "tutorial", "done"];
const COUNTED = {
  welcome: "welcome", account: "account_created", verify: "email_verified", profile: "profile_completed",
  avatar: "avatar_created", wallet: "wallet_connected", transaction: "first_transaction", tutorial: "tutorial_completed",
};
const section = (step) => document.querySelector(`[data-step="${step}"]`);
let counting = false;
let tip = 0;

function count(step) {
  if (counting && COUNTED[step] && !planted("dojopool-steps-uncounted")) {
    const body = JSON.stringify({ events: [{ name: COUNTED[step] }] });
    const headers = { "Content-Type": "application/json" };
    fetch("/api/v1/telemetry", { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
}

function show(step, moving = true) {
  for (const one of document.querySelectorAll(".step")) {
    one.hidden = one.dataset.step !== step;
  }
  document.querySelector("#where").textContent = `Step ${STEPS.indexOf(step) + 1} of ${STEPS.length}`;
  if (moving) {
    section(step).querySelector("h2").focus();
  }
}

const TASKS = {
  welcome: (form) => {
    counting = form.elements.counting.checked;
  },
  account: async (form) => {
    const { username, email, password } = Object.fromEntries(new FormData(form));
    await call("POST", "/web/signup", { username: username.trim(), email: email.trim(), password });
  },
  verify: (form) => call("POST", "/api/v1/auth/verify-email", { code: form.elements.code.value.trim() }),
  profile: (form) => call("PUT", "/api/v1/users/me", { bio: form.elements.bio.value.trim() }),
  avatar: async (form) => {
    await call("POST", "/api/v1/avatar/photo", new FormData(form));
    const made = await call("POST", "/api/v1/avatar/generate");
    const picture = document.querySelector("#avatar");
    picture.src = made.url;
    picture.hidden = false;
  },
  wallet: (form) => call("PUT", "/api/v1/economy/wallet", { address: form.elements.address.value.trim() }),
  transaction: () =>
    call("POST", "/api/v1/store/purchases", { item_id: "chalk" }, { "Idempotency-Key": crypto.randomUUID() }),
  tutorial: () => call("POST", "/api/v1/onboarding/tutorial"),
};

for (const step of STEPS.slice(0, -1)) {
  const form = section(step);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = form.querySelector(":invalid");
    if (wrong) {
      document.querySelector("#summary").textContent = `${wrong.labels[0].textContent}: ${wrong.validationMessage}`;
      wrong.focus();
      return;
    }
    if (step === "tutorial" && (planted("dojopool-tutorial-stuck") || tip < TIPS.length - 1)) {
      tip = Math.min(tip + 1, TIPS.length - 1);
      document.querySelector("#tip").textContent = TIPS[tip];
      return;
    }
    sending(form, async () => {
      await TASKS[step](form);
      count(step);
      show(STEPS[STEPS.indexOf(step) + 1]);
    });
  });
}

document.querySelector("#tip").textContent = TIPS[tip];
const member = document.querySelector("#log-out") !== null;
if (member) {
  const far = await call("GET", "/api/v1/onboarding");
  const open = { verify: far.verified, profile: far.profile, avatar: far.avatar, wallet: far.wallet, transaction: far.paid, tutorial: far.toured };
  show(Object.keys(open).find((step) => !open[step]) ?? "done", false);
} else {
  show("welcome", false);
}
