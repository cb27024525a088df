// The public interface over WebAssembly, the same for every runtime. Its classes can be used once a module is loaded.

import { createApi } from "./lib/api.js";
import { raw } from "./raw.js";

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
  version,
} = createApi(raw);
