// Cards by the camera of the telephone. Where that cannot be, or is not allowed, the page says so, and the field takes what is typed.
const form = document.getElementById("scan");
const button = form?.querySelector("[data-camera]");
const box = form?.querySelector(".viewfinder");

async function look() {
  const video = box.querySelector("video");
  const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  box.hidden = false;
  button.hidden = true;
  await video.play();
  const turn = async () => {
    const [found] = await reader.detect(video).catch(() => []);
    if (!found) {
      setTimeout(turn, 200);
      return;
    }
    form.elements.card.value = found.rawValue;
    form.requestSubmit();
  };
  turn();
}

/** Says why there is no camera, and leads to the field; the button stays where a second try may help. */
function tell(why) {
  for (const one of form.querySelectorAll("[data-why]")) one.hidden = one.dataset.why !== why;
  button.hidden = why === "unable";
  box.hidden = true;
  form.elements.card.focus();
}

const REFUSED = ["NotAllowedError", "SecurityError"];

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => look().catch((problem) => tell(REFUSED.includes(problem.name) ? "refused" : "none")));
} else if (button) {
  tell("unable");
}
