//! The policy: a document, compiled to an index, evaluated for an identity and a request.
//!
//! - `syntax` reads the text, `reader` the nodes, `document` and `conditions` the meaning;
//! - `values`, `pattern`, `parts`, `template`, `criterion`, `field`, `matcher`: what one key can ask, and its answer;
//! - `index`: which rules can concern a peer; `evaluate`: what they say; `reasons`: why;
//! - `document_tests` and `lint`: what the document says about itself.
//!
//! The format is in `docs/policy.md`.

mod binding;
mod conditions;
mod criterion;
mod document;
mod document_tests;
mod evaluate;
mod field;
mod index;
mod lint;
mod matcher;
mod parts;
mod pattern;
mod reader;
mod reasons;
mod request;
mod syntax;
mod template;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

pub use document::Effect;
pub use document_tests::TestOutcome;
pub use evaluate::{Evaluation, Nearest, Obligations, ShadowOutcome};
pub use lint::{Finding, Severity};
pub use request::AccessRequest;

use crate::anchor::Binding;
use crate::encoding::order::sort_by;
use crate::encoding::time::Timestamp;
use crate::identity::{PeerIdentity, PrincipalClass};
use crate::reason::quoted;
use crate::revocation::Requirement;
use crate::setup::{SetupCode, SetupError};
use document::{Document, ExternalSets};
use field::Field;
use index::Index;
use syntax::{Node, Value};

/// A policy document, ready to be evaluated. Cheap to clone.
#[derive(Clone)]
pub struct Policy(Arc<Compiled>);

struct Compiled {
    document: Document,
    index: Index,
    fingerprint: [u8; 32],
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({}, {} rules)", self.fingerprint(), self.0.document.rules.len())
    }
}

impl Policy {
    /// Reads a document in YAML or JSON, and runs the tests in it.
    ///
    /// # Errors
    /// With line and column: `policy_malformed`, `policy_inconsistent`, `private_key_present`, `too_large`; `policy_test_failed` for the first
    /// test whose expectation the rules do not meet.
    pub fn parse(text: &str) -> Result<Self, SetupError> {
        Self::parse_with_sets(text, &BTreeMap::new())
    }

    /// As [`parse`](Self::parse), with the values of the sets that the document declares `external: true`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and `policy_inconsistent` for an external set without values.
    pub fn parse_with_sets(text: &str, sets: &BTreeMap<String, Vec<String>>) -> Result<Self, SetupError> {
        let policy = Self::compile(text, sets)?;
        for outcome in policy.test()? {
            if !outcome.passed {
                let TestOutcome { name, expected, actual, position, .. } = outcome;
                return Err(SetupError::new(
                    SetupCode::PolicyTestFailed,
                    format!("the policy's test {} expects {expected}, and got {actual}", quoted(&name)),
                    "change the rules or the expectation; a policy whose tests fail is not used",
                )
                .at(position));
            }
        }
        Ok(policy)
    }

    /// As [`parse`](Self::parse), without running the tests: for tools that report on them. A policy that will guard
    /// something is read with [`parse`](Self::parse).
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for `policy_test_failed`.
    pub fn parse_untested(text: &str) -> Result<Self, SetupError> {
        Self::compile(text, &BTreeMap::new())
    }

    /// As [`parse_untested`](Self::parse_untested), with the values of the sets that the document declares
    /// `external: true`.
    ///
    /// # Errors
    /// As [`parse_with_sets`](Self::parse_with_sets), but for `policy_test_failed`.
    pub fn parse_untested_with_sets(text: &str, sets: &BTreeMap<String, Vec<String>>) -> Result<Self, SetupError> {
        Self::compile(text, sets)
    }

    fn compile(text: &str, sets: &ExternalSets) -> Result<Self, SetupError> {
        let root = syntax::parse(text)?;
        let document = document::read(&root, sets)?;
        let index = Index::new(&document.rules);
        let mut hash = Sha256::new();
        hash_node(&root, &mut hash);
        for (name, values) in sets {
            hash_text(name, &mut hash);
            hash_length(values.len(), &mut hash);
            values.iter().for_each(|value| hash_text(value, &mut hash));
        }
        Ok(Self(Arc::new(Compiled { document, index, fingerprint: hash.finalize().into() })))
    }

    /// The document's `name`.
    pub fn name(&self) -> Option<&str> {
        self.0.document.name.as_deref()
    }

    /// `sha256:` and hex: a hash of what the document says, whatever its comments, layout, order of keys, YAML or JSON.
    pub fn fingerprint(&self) -> String {
        format!("sha256:{}", crate::reason::hex(&self.0.fingerprint))
    }

    /// The classes of name that may be the principal, in order.
    pub fn identity(&self) -> &[PrincipalClass] {
        &self.0.document.identity
    }

    /// The `id` of every rule, in order.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.0.document.rules.iter().map(|rule| &*rule.id)
    }

    /// The names of the bundles of trust anchors that it speaks of.
    pub fn bundles(&self) -> impl Iterator<Item = &str> {
        self.0.document.trust.iter().map(|bundle| bundle.name.as_str())
    }

    /// The keys of the context that its rules ask for, in order: what the host must supply.
    pub fn required_context(&self) -> Vec<String> {
        let alternatives = self.0.document.rules.iter().flat_map(|rule| rule.from.iter().chain(&rule.to));
        let atoms = alternatives.flat_map(|alternative| &alternative.conditions).flat_map(|c| c.any.iter().flatten());
        let mut keys: Vec<String> = atoms
            .filter_map(|atom| match &atom.field {
                Field::Context(key) => Some(key.to_string()),
                _ => None,
            })
            .collect();
        sort_by(&mut keys, Ord::cmp);
        keys.dedup();
        keys
    }

    /// Runs the document's own tests.
    ///
    /// # Errors
    /// `policy_malformed` for a test that cannot be read.
    pub fn test(&self) -> Result<Vec<TestOutcome>, SetupError> {
        let Compiled { document, index, .. } = &*self.0;
        document.tests.iter().map(|test| document_tests::run(document, index, test)).collect()
    }

    /// What may be mistaken about the document. `at` tells which rules are over; without it that is not looked at.
    pub fn lint(&self, at: Option<Timestamp>) -> Vec<Finding> {
        lint::lint(&self.0.document, at)
    }

    /// Says what the rules say to this peer's request. The proof that the peer is who it says is the identity itself.
    pub fn evaluate(&self, peer: &PeerIdentity, request: &AccessRequest, at: Timestamp) -> Evaluation {
        evaluate::evaluate(&self.0.document.rules, &self.0.index, peer.facts(), request, at)
    }

    /// The rules that have a time of their own: from when, and until when.
    pub(crate) fn dated_rules(&self) -> impl Iterator<Item = (&str, Option<Timestamp>, Option<Timestamp>)> {
        let dated = |rule: &&document::Rule| rule.valid_from.is_some() || rule.valid_until.is_some();
        self.0.document.rules.iter().filter(dated).map(|rule| (&*rule.id, rule.valid_from, rule.valid_until))
    }

    /// What it asks of revocation, by bundle.
    pub(crate) fn revocation(&self) -> impl Iterator<Item = (&str, &Requirement)> {
        self.0.document.trust.iter().filter_map(|bundle| Some((bundle.name.as_str(), bundle.revocation.as_ref()?)))
    }

    /// What the document binds a bundle to; `None` if it does not speak of it.
    pub(crate) fn binding(&self, bundle: &str) -> Option<Arc<dyn Binding>> {
        let bound = self.0.document.trust.iter().find(|trust| trust.name == bundle)?;
        Some(Arc::new(binding::BundleBinding(bound.clone())))
    }
}

/// Hashes what a node says, mappings by the order of their keys. Lengths and kinds go in, so that no two nodes of
/// different meaning give the same bytes.
fn hash_node(node: &Node, hash: &mut Sha256) {
    match &node.value {
        Value::Null => hash.update(b"n"),
        Value::Bool(value) => hash.update([b'b', u8::from(*value)]),
        Value::Integer(number) => {
            hash.update(b"i");
            hash.update(number.to_be_bytes());
        }
        Value::Fraction(text) => {
            hash.update(b"f");
            hash_text(text, hash);
        }
        Value::Text(text) => hash_text(text, hash),
        Value::List(items) => {
            hash.update(b"l");
            hash_length(items.len(), hash);
            items.iter().for_each(|item| hash_node(item, hash));
        }
        Value::Map(entries) => {
            hash.update(b"m");
            hash_length(entries.len(), hash);
            let mut entries: Vec<_> = entries.iter().collect();
            sort_by(&mut entries, |a, b| a.key.cmp(&b.key));
            for entry in entries {
                hash_text(&entry.key, hash);
                hash_node(&entry.node, hash);
            }
        }
    }
}

fn hash_text(text: &str, hash: &mut Sha256) {
    hash.update(b"t");
    hash_length(text.len(), hash);
    hash.update(text.as_bytes());
}

fn hash_length(length: usize, hash: &mut Sha256) {
    hash.update(u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes());
}
