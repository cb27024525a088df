// What a bundler for Node takes, which follows no `createRequire` (index.mjs). One instance for both kinds of module, so that
// `instanceof` holds between them.

import handfast from './index.cjs'

export const {
  AccessDenied,
  AccessRequest,
  Certificate,
  Crl,
  Decision,
  OcspResponse,
  PeerIdentity,
  Policy,
  PresentedChain,
  Profile,
  Rejection,
  RelyingParty,
  RevocationData,
  RevocationMode,
  SetupError,
  SignatureCache,
  Timeline,
  TrustAnchors,
  VerifiedPath,
  codes,
  explain,
  profileNames,
  providers,
  ready,
  version,
} = handfast
