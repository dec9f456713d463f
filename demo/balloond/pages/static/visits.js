// Numbering visits, for those who accepted counting; and the pixel of a partner, which is a fault wherever it is loaded.

import { planted } from "./planted.js";

const NAME = "visits";

export function remember(choice) {
  const ignored = choice === "rejected" && planted("refusal-ignored") && !navigator.globalPrivacyControl;
  if (choice === "accepted" || ignored) {
    localStorage.setItem(NAME, String(Number(localStorage.getItem(NAME) ?? 0) + 1));
  } else {
    localStorage.removeItem(NAME);
  }
  const followed =
    (choice === "" && planted("tracker-before-consent")) ||
    (choice === "accepted" && planted("third-party-undisclosed")) ||
    (choice === "rejected" && navigator.globalPrivacyControl && planted("gpc-ignored"));
  if (followed) {
    tell("at", location.pathname);
  }
}

export function tell(name, value) {
  new Image().src = `https://pixel.skyfollow.test/hit?${name}=${encodeURIComponent(value)}`;
}
