// The raw module that `createApi` takes, over the classes of WebAssembly.
//
// A place in WebAssembly's memory is given back by a finaliser, which runs between tasks only: a loop over a hundred
// thousand peers would fill the memory first. So what each peer brings lives here, as data of JavaScript's own, and lies in
// WebAssembly's memory for the length of one call. Only what is set up once keeps a place there.

import * as glue from "./handfast.js";

let loaded = false;

/** The module that the glue works on from now on; the first one stays. */
export function use(load) {
  if (!loaded) {
    load();
    loaded = true;
  }
}

/** Whether there is a module. */
export function isLoaded() {
  return loaded;
}

/** The classes of WebAssembly. */
function wasm() {
  if (!loaded) {
    throw new Error("handfast-wasm is not ready: await `ready`, or call `initSync` with the module, before anything else");
  }
  return glue;
}

/** Gives a place in WebAssembly's memory to `work`, and takes it back. */
function lent(place, work) {
  try {
    return work(place);
  } finally {
    place.free();
  }
}

export const version = () => wasm().version();
export const codes = () => wasm().codes();
export const profileNames = () => wasm().profileNames();
export const providers = () => wasm().providers();
export const explain = (code) => wasm().explain(code);

// Set up once: each keeps its place, and the glue's finaliser gives it back.

export class RawTrustAnchors {
  #place;

  constructor(place) {
    this.#place = place;
  }

  static fromPem(bytes) {
    return new RawTrustAnchors(wasm().RawTrustAnchors.fromPem(bytes));
  }

  static fromDer(bytes) {
    return new RawTrustAnchors(wasm().RawTrustAnchors.fromDer(bytes));
  }

  static fromPemOrDer(bytes) {
    return new RawTrustAnchors(wasm().RawTrustAnchors.fromPemOrDer(bytes));
  }

  static fromSpiffeBundle(bytes) {
    return new RawTrustAnchors(wasm().RawTrustAnchors.fromSpiffeBundle(bytes));
  }

  named(bundle) {
    return new RawTrustAnchors(this.#place.named(bundle));
  }

  withAnchors(others) {
    return new RawTrustAnchors(this.#place.withAnchors(others.#place));
  }

  certificates() {
    return this.#place.certificates().map(taken);
  }

  static place(anchors) {
    return anchors.#place;
  }
}

export const RawProfile = { byName: (name) => wasm().RawProfile.byName(name) };

export const RawPolicy = {
  parse: (text, sets) => wasm().RawPolicy.parse(text, sets),
  parseUntested: (text, sets) => wasm().RawPolicy.parseUntested(text, sets),
};

export const RawCrl = {
  fromDer: (bytes) => wasm().RawCrl.fromDer(bytes),
  fromPem: (bytes) => wasm().RawCrl.fromPem(bytes),
  fromPemOrDer: (bytes) => wasm().RawCrl.fromPemOrDer(bytes),
};

export class RawOcspResponse {
  #place;

  constructor(place) {
    this.#place = place;
  }

  static fromDer(bytes) {
    return new RawOcspResponse(wasm().RawOcspResponse.fromDer(bytes));
  }

  der() {
    return this.#place.der();
  }

  toJson() {
    return this.#place.toJson();
  }

  certificates() {
    return this.#place.certificates().map(taken);
  }

  static place(response) {
    return response.#place;
  }
}

export class RawRelyingPartyBuilder {
  #place = new (wasm().RawRelyingPartyBuilder)();

  trustAnchors(anchors) {
    this.#place.trustAnchors(RawTrustAnchors.place(anchors));
  }

  policy(policy) {
    this.#place.policy(policy);
  }

  anyVerifiedPeer() {
    this.#place.anyVerifiedPeer();
  }

  profile(profile) {
    this.#place.profile(profile);
  }

  provider(name) {
    this.#place.provider(name);
  }

  acceptFilesWithoutPossession() {
    this.#place.acceptFilesWithoutPossession();
  }

  trustedHop(hop) {
    this.#place.trustedHop(hop);
  }

  suppliesContext(keys) {
    this.#place.suppliesContext(keys);
  }

  crl(crl) {
    this.#place.crl(crl);
  }

  ocspResponse(response) {
    this.#place.ocspResponse(RawOcspResponse.place(response));
  }

  revocationCertificate(certificate) {
    lent(wasm().RawCertificate.parse(certificate.der()), (certificate) => this.#place.revocationCertificate(certificate));
  }

  revocationMode(kind, grace, bundle) {
    this.#place.revocationMode(kind, grace, bundle);
  }

  build() {
    return new RawRelyingParty(this.#place.build());
  }
}

class RawRelyingParty {
  #place;

  constructor(place) {
    this.#place = place;
  }

  decide(chain, request, at) {
    return chain.lend((chain) => request.lend((request) => new RawDecision(this.#place.decide(chain, request, at))));
  }

  authorize(chain, request, at) {
    return chain.lend((chain) => request.lend((request) => outcome(this.#place.authorize(chain, request, at))));
  }

  verify(chain, at) {
    return chain.lend((chain) => outcome(this.#place.verify(chain, at)));
  }
}

/** What `authorize` and `verify` gave, one of two. */
function outcome(place) {
  if (place instanceof glue.RawPeerIdentity) return new RawPeerIdentity(place);
  if (place instanceof glue.RawDecision) return new RawDecision(place);
  if (place instanceof glue.RawVerifiedPath) return new RawVerifiedPath(place);
  return new RawRejection(place);
}

// What each peer brings.

export class RawPresentedChain {
  #make;
  #items;
  #hop;
  #stapled = [];

  constructor(make, items, hop) {
    this.#make = make;
    this.#items = items.map((item) => item.slice());
    this.#hop = hop;
  }

  static fromTls(certificates) {
    return new RawPresentedChain("fromTls", certificates);
  }

  static fromForwarded(certificates, hop) {
    return new RawPresentedChain("fromForwarded", certificates, hop);
  }

  static fromFiles(files) {
    return new RawPresentedChain("fromFiles", files);
  }

  withStapledOcsp(response) {
    const chain = new RawPresentedChain(this.#make, this.#items, this.#hop);
    chain.#stapled = [...this.#stapled, response.slice()];
    return chain;
  }

  arrival() {
    return this.lend((chain) => chain.arrival());
  }

  hop() {
    return this.lend((chain) => chain.hop());
  }

  isEmpty() {
    return this.lend((chain) => chain.isEmpty());
  }

  endEntity() {
    return this.lend((chain) => optional(chain.endEntity()));
  }

  others() {
    return this.lend((chain) => chain.others().map(taken));
  }

  lend(work) {
    const stapling = (work, response) => (chain) => lent(chain.withStapledOcsp(response), work);
    return lent(wasm().RawPresentedChain[this.#make](this.#items, this.#hop), this.#stapled.reduceRight(stapling, work));
  }
}

export class RawAccessRequest {
  /** The calls that make it, in order: the name of the method, then its arguments. */
  #calls;

  constructor(...call) {
    this.#calls = [call];
  }

  static http(method, path) {
    return new RawAccessRequest("http", method, path);
  }

  static connection() {
    return new RawAccessRequest("connection");
  }

  static action(action, resource) {
    return new RawAccessRequest("action", action, resource);
  }

  expecting(name) {
    this.#add("expecting", name);
  }

  sourceIp(address) {
    this.#add("sourceIp", address);
  }

  host(host) {
    this.#add("host", host);
  }

  with(key, value) {
    this.#add("with", key, value);
  }

  lend(work) {
    const [[make, ...values], ...calls] = this.#calls;
    return lent(wasm().RawAccessRequest[make](...values), (request) => {
      for (const [name, ...values] of calls) request[name](...values);
      return work(request);
    });
  }

  /** Adds a call; one that throws is not kept. */
  #add(...call) {
    const [name, ...values] = call;
    lent(wasm().RawAccessRequest.connection(), (request) => request[name](...values));
    this.#calls.push(call);
  }
}

export class RawCertificate {
  #der;

  constructor(der) {
    this.#der = der;
  }

  static parse(bytes) {
    return taken(wasm().RawCertificate.parse(bytes));
  }

  static readAll(bytes) {
    const items = wasm().RawCertificate.readAll(bytes);
    return items.map((item) => (typeof item === "string" ? item : taken(item)));
  }

  der() {
    return this.#der.slice();
  }

  toJson() {
    return lent(wasm().RawCertificate.parse(this.#der), (certificate) => certificate.toJson());
  }
}

/** A certificate, out of WebAssembly's memory. */
function taken(place) {
  return new RawCertificate(lent(place, (certificate) => certificate.der()));
}

function optional(place) {
  return place === undefined ? undefined : taken(place);
}

// What was decided.

export class RawDecision {
  #effect;
  #json;
  #text;
  #identity;
  #path;
  #anchor;

  constructor(place) {
    lent(place, (decision) => {
      this.#effect = decision.effect();
      this.#json = decision.toJson();
      this.#text = decision.text();
      const identity = decision.identity();
      this.#identity = identity === undefined ? undefined : new RawPeerIdentity(identity);
      this.#path = decision.path().map(taken);
      this.#anchor = optional(decision.anchor());
    });
  }

  effect() {
    return this.#effect;
  }

  toJson() {
    return this.#json;
  }

  text() {
    return this.#text;
  }

  identity() {
    return this.#identity;
  }

  path() {
    return this.#path.slice();
  }

  anchor() {
    return this.#anchor;
  }
}

export class RawPeerIdentity {
  #json;
  #path;

  constructor(place) {
    lent(place, (identity) => {
      this.#json = identity.toJson();
      this.#path = new RawVerifiedPath(identity.path());
    });
  }

  toJson() {
    return this.#json;
  }

  path() {
    return this.#path;
  }
}

export class RawVerifiedPath {
  #json;
  #certificates;
  #anchor;

  constructor(place) {
    lent(place, (path) => {
      this.#json = path.toJson();
      this.#certificates = path.certificates().map(taken);
      this.#anchor = taken(path.anchor());
    });
  }

  certificates() {
    return this.#certificates.slice();
  }

  anchor() {
    return this.#anchor;
  }

  toJson() {
    return this.#json;
  }
}

export class RawRejection {
  #json;

  constructor(place) {
    this.#json = lent(place, (rejection) => rejection.toJson());
  }

  toJson() {
    return this.#json;
  }
}
