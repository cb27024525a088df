// The public interface over WebAssembly, the same for every runtime. Its classes can be used once a module is loaded.

import { createApi } from "./lib/api.js";
import * as raw from "./raw.js";

export const {
  AccessDenied,
  AccessRequest,
  Certificate,
  Decision,
  PeerIdentity,
  Policy,
  PresentedChain,
  Profile,
  Rejection,
  RelyingParty,
  SetupError,
  TrustAnchors,
  VerifiedPath,
  codes,
  explain,
  profileNames,
  providers,
  version,
} = createApi(raw);
