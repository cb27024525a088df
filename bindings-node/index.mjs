// What Node imports: index.cjs, by `createRequire`. A plain import of it would have Node look for names in its text first, which takes
// longer than the rest; they are told here.

import { createRequire } from 'node:module'

const handfast = createRequire(import.meta.url)('./index.cjs')

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
