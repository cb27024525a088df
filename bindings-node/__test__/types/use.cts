// The same types by `require`.

import handfast = require('handfast')

const anchors: handfast.TrustAnchors = handfast.TrustAnchors.fromPem('')
export const party = new handfast.RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: true })
