// Passkeys: asks the browser for one, or to make one, and sends what it answers with the form. Needs WebAuthn; where there is
// none the button stays hidden and the other ways are there.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }))

async function made({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  })
  const { response } = credential
  return told(credential, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

async function shown({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  })
  const { response } = credential
  return told(credential, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  })
}

function told(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  }
}

async function optionsOf(form) {
  const here = form.querySelector("script[type='application/json']")
  if (here) {
    const data = JSON.parse(here.textContent)
    return data.creation_options ?? data.request_options
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } })
  return (await answer.json()).request_options
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      const failed = form.querySelector("[data-passkey-failed]")
      failed.hidden = true
      try {
        const ask = form.dataset.passkey === "create" ? made : shown
        form.elements.credential.value = JSON.stringify(await ask(await optionsOf(form)))
        form.submit()
      } catch {
        failed.hidden = false
      }
    })
  }
}
