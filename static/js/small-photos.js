// Photos are made smaller on the phone before they are sent: a page stays readable and costs a tenth of the data.
// What the browser cannot open (HEIC here and there, PDF) goes as it is; without this module everything does.
const LONGEST = 2400; // points of the longer side: an A4 page at more than 200 dots an inch
const QUALITY = 0.82;
const WORTH_IT = 600_000; // bytes

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < WORTH_IT) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch (fault) {
    return file;
  }
}

const megabytes = (files) => (files.reduce((sum, one) => sum + one.size, 0) / 1_000_000).toFixed(1).replace(".", ",") + " MB";

for (const input of document.querySelectorAll("input[type=file][data-small]")) {
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    const buttons = [...input.form.querySelectorAll("button")];
    buttons.forEach((one) => { one.disabled = true; });
    try {
      const made = [];
      for (const file of chosen) made.push(await smaller(file)); // one after the other: a phone has little memory
      const list = new DataTransfer();
      made.forEach((file) => list.items.add(file));
      input.files = list.files;
      const said = document.getElementById("nho-lai");
      const changed = made.some((file, at) => file !== chosen[at]);
      said.textContent = changed
        ? input.dataset.small.replace("{before}", megabytes(chosen)).replace("{after}", megabytes(made)) : "";
    } finally {
      buttons.forEach((one) => { one.disabled = false; });
    }
  });
}
