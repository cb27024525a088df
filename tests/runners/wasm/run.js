// The decision vectors over the package handfast-wasm, in any runtime: see tests/vectors/README.md.

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** The options that a vector's `revocation` is; none if it has none. */
function looking(api, revocation) {
  if (revocation === undefined) return {};
  const { crls, ocsp, certificates, mode, grace_seconds: grace } = revocation;
  const data = new api.RevocationData({
    crls: crls.map((der) => api.Crl.fromDer(bytes(der))),
    ocspResponses: ocsp.map((der) => api.OcspResponse.fromDer(bytes(der))),
    certificates: certificates.map((der) => api.Certificate.parse(bytes(der))),
  });
  return { revocation: data, revocationMode: mode === null ? null : api.RevocationMode[mode](grace) };
}

/** The relying party of a vector. */
function relyingParty(api, vector) {
  const { policy, profile, accept_files: acceptFilesWithoutPossession, trusted_hops: trustedHops, external_sets: sets } =
    vector.relying_party;
  const anchors = vector.anchors.map(({ der, bundle }) => {
    const read = api.TrustAnchors.fromDer(bytes(der));
    return bundle === null ? read : read.named(bundle);
  });
  return new api.RelyingParty({
    trustAnchors: anchors.reduce((all, others) => all.withAnchors(others)),
    ...(policy === null ? { anyVerifiedPeer: true } : { policy: api.Policy.parse(policy, sets) }),
    profile: api.Profile[profile.startsWith('{') ? 'fromJson' : 'byName'](profile),
    acceptFilesWithoutPossession,
    trustedHops,
    ...looking(api, vector.revocation),
  });
}

function chain(api, { arrived, hop, revocation }, items) {
  const from = { tls: "fromTls", files: "fromFiles", forwarded: "fromForwarded" }[arrived];
  const stapled = (revocation?.stapled_ocsp ?? []).map(bytes);
  return stapled.reduce((chain, response) => chain.withStapledOcsp(response), api.PresentedChain[from](items, hop));
}

function request(api, { kind, method, path, action, resource, expected_name: expecting, context }) {
  const options = { expecting: expecting ?? undefined, context };
  if (kind === "http") return new api.AccessRequest(method, path, options);
  if (kind === "action") return api.AccessRequest.action(action, resource, options);
  return api.AccessRequest.connection(options);
}

/** What is wrong with the decision about one vector; nothing if all is as it must be. */
function wrong(api, vector) {
  const { expect } = vector;
  const party = relyingParty(api, vector);
  const items = vector.chain.map(bytes);
  const at = new Date(vector.at);
  const decide = (items) => party.decide(chain(api, vector, items), request(api, vector.request), at);
  const decision = decide(items);
  const found = [];
  const same = (what, actual, expected) => {
    if (actual !== expected) found.push(`${what}: ${actual}, not ${expected}`);
  };
  same("decision", decision.toJson(), vector.decision);
  same("effect", decision.effect, expect.effect);
  same("codes", decision.reasons.map((reason) => reason.code).join(), expect.codes.join());
  same("rule", decision.rule, expect.rule);
  same("nearest field", decision.nearest?.field ?? null, expect.nearest_field);
  same("principal", decision.principal?.value ?? null, expect.principal);
  if ("state" in expect) same("state", decision.state, expect.state);
  const reversed = decide([...items.slice(0, 1), ...items.slice(1).reverse()]);
  same("decision with the others reversed", reversed.toJson(), decision.toJson());
  return found;
}

/** Decides every vector of these files (the texts of them), and says how many are right and what is wrong. */
export function run(api, files) {
  const failures = [];
  let passed = 0;
  for (const text of files) {
    for (const vector of JSON.parse(text).vectors) {
      let found;
      try {
        found = wrong(api, vector);
      } catch (error) {
        found = [`threw ${error}`];
      }
      if (found.length === 0) passed += 1;
      else failures.push(`${vector.id}: ${found.join("; ")}`);
    }
  }
  if (passed + failures.length === 0) failures.push("there are no vectors");
  return { passed, failures };
}
