// Cards by the camera of the telephone, where the browser can read codes; elsewhere the field alone takes what a scanner types.
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

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => look().catch(() => { button.hidden = true; }));
}
