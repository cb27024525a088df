import type { SetupError, explain } from './setup.js'

/** Bytes: DER or PEM. A view, a buffer, or a PEM text; shared memory is copied. */
export type Bytes = string | Uint8Array | ArrayBufferLike | ArrayBufferView
/** Bytes that are no text. */
export type Binary = Uint8Array | ArrayBufferLike | ArrayBufferView

/** A reason code, stable across releases; {@link explain} says what it means. */
export type Code =
  | 'encoding_malformed'
  | 'chain_empty'
  | 'possession_not_proven'
  | 'issuer_unknown'
  | 'signature_invalid'
  | 'algorithm_not_accepted'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'issuer_not_ca'
  | 'path_length_exceeded'
  | 'name_not_permitted'
  | 'critical_extension_unknown'
  | 'certificate_policy_not_permitted'
  | 'extension_missing'
  | 'extension_not_permitted'
  | 'version_not_accepted'
  | 'usage_not_permitted'
  | 'lifetime_too_long'
  | 'end_entity_is_ca'
  | 'certificate_revoked'
  | 'revocation_status_unknown'
  | 'revocation_data_stale'
  | 'name_not_matched'
  | 'identity_missing'
  | 'identity_ambiguous'
  | 'identity_malformed'
  | 'path_verified'
  | 'rule_allowed'
  | 'rule_denied'
  | 'rule_failed'
  | 'no_rule_matched'
  | 'work_limit_reached'

/** What kind of mistake a {@link SetupError} is. */
export type SetupCode =
  | 'anchors_empty'
  | 'anchor_not_ca'
  | 'anchor_malformed'
  | 'certificate_malformed'
  | 'revocation_malformed'
  | 'revocation_missing'
  | 'private_key_present'
  | 'form_not_supported'
  | 'bundle_unknown'
  | 'policy_malformed'
  | 'policy_inconsistent'
  | 'policy_test_failed'
  | 'policy_missing'
  | 'context_missing'
  | 'value_malformed'
  | 'provider_missing'
  | 'too_large'

export type Effect = 'allow' | 'deny'
/** What is known of the peer; `verified_elsewhere` means that a trusted hop has seen that it holds the key. */
export type PeerState = 'no_certificate' | 'presented' | 'verified' | 'verified_elsewhere' | 'rejected'
/** How a chain arrived. */
export type Arrival = 'tls' | 'forwarded' | 'files'
/** Who has shown that the peer holds the private key. */
export type Possession = 'proven' | 'asserted_by_hop' | 'not_proven'
/** The stage of the pipeline that gave a reason. */
export type Stage = 'encoding' | 'certificate' | 'presented' | 'path' | 'identity' | 'policy'
export type Severity = 'note' | 'warning' | 'error'
export type ProfileName = 'client' | 'svid' | 'rfc5280' | 'webpki-server' | 'piv' | 'eap-tls' | 'iot-device'
export type ProviderName = 'aws-lc-rs' | 'ring' | 'rustcrypto'
/** Whether a statement in a trust anchor's own certificate counts. */
export type AnchorStatement = 'honoured' | 'ignored'
/** The form that certificates are held to, the least demanding first. */
export type Form = 'as_issued' | 'rfc5280' | 'baseline_requirements'
/** What is known of whether a certificate is revoked; four things that must not be taken for one another. */
export type RevocationStatus = 'good' | 'stale' | 'unknown' | 'revoked'
/** Who says it. */
export type RevocationSource = 'crl' | 'ocsp'
/** Why a certificate is revoked (RFC 5280 section 5.3.1). */
export type RevocationReason =
  | 'unspecified'
  | 'key_compromise'
  | 'ca_compromise'
  | 'affiliation_changed'
  | 'superseded'
  | 'cessation_of_operation'
  | 'certificate_hold'
  | 'remove_from_crl'
  | 'privilege_withdrawn'
  | 'aa_compromise'
/** How much of a session a rule asks to be recorded. */
export type Audit = 'never' | 'denied' | 'always'
