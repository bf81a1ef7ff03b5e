// Says in words what went wrong with a passkey: allauth's own script only tells the console.
"use strict";

const PASSKEY_FAULTS = {
  NotAllowedError: "Nothing was chosen, or it took too long. Press the button to try once more.",
  InvalidStateError: "This device holds a passkey of yours already.",
  SecurityError: "Passkeys do not work at this address: they need https, or localhost.",
};

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-fault");
  event.preventDefault();
  place.textContent =
    PASSKEY_FAULTS[event.detail.exception.name] || "That did not work. Take another way, or try once more.";
  place.hidden = false;
});
