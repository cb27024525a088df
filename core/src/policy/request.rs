//! What a peer asks for, and what the host knows about the connection.

use std::fmt;
use std::net::IpAddr;

use crate::identity::ReferenceIdentifier;
use crate::reason::{nearest, quoted};
use crate::setup::{SetupCode, SetupError};

/// A key of the context: something that the host supplies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ContextKey {
    Plain(&'static str),
    /// `header`, `claims` or `attrs`, and a name within.
    Named(&'static str, String),
}

/// The keys without a name of their own inside.
pub(crate) const PLAIN_KEYS: [&str; 15] = [
    "source_ip",
    "forwarded_ip",
    "sni",
    "tls",
    "alpn",
    "host",
    "port",
    "method",
    "path",
    "grpc",
    "topic",
    "device_group",
    "local",
    "action",
    "resource",
];
/// The keys of which a request has one; which of two would count, nobody could say.
const SINGLE_KEYS: [&str; 12] =
    ["source_ip", "sni", "tls", "alpn", "host", "port", "method", "path", "grpc", "topic", "action", "resource"];
/// The keys that hold values by name.
pub(crate) const NAMED_KEYS: [&str; 3] = ["header", "claims", "attrs"];

impl ContextKey {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(key) = PLAIN_KEYS.iter().find(|key| **key == text) {
            return Some(Self::Plain(key));
        }
        let (group, name) = text.split_once('.')?;
        Self::named(group, name)
    }

    pub(crate) fn named(group: &str, name: &str) -> Option<Self> {
        let group = NAMED_KEYS.iter().find(|key| **key == group)?;
        // Header names are without regard to case (RFC 9110 section 5.1).
        let name = if *group == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
        (!name.is_empty()).then_some(Self::Named(group, name))
    }
}

impl fmt::Display for ContextKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(key) => f.write_str(key),
            Self::Named(group, name) => write!(f, "{group}.{name}"),
        }
    }
}

/// What a peer asks for, and what the host knows about the connection: the context of a decision.
///
/// A key that was not supplied is *unavailable*: no allow rule that asks for it matches, and a deny rule that does denies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessRequest {
    values: Vec<(ContextKey, Vec<String>)>,
    /// A path that cannot be made plain: the rule it breaks.
    path_refused: Option<&'static str>,
    expected: Option<ReferenceIdentifier>,
}

impl AccessRequest {
    /// An HTTP request. The path is made plain: its query is cut off and `%`-encoding decoded once. A path with a dot
    /// segment, an empty segment, an encoded slash, a backslash or a control character is matched by no allow rule.
    pub fn new(method: &str, path: &str) -> Self {
        let mut request = Self::connection();
        request.put(ContextKey::Plain("method"), method.to_owned());
        request.set_path(path);
        request
    }

    /// A connection by itself: no request yet, or none that concerns the decision.
    pub fn connection() -> Self {
        Self::default()
    }

    /// An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`.
    pub fn action(action: &str, resource: &str) -> Self {
        let mut request = Self::connection();
        request.put(ContextKey::Plain("action"), action.to_owned());
        request.put(ContextKey::Plain("resource"), resource.to_owned());
        request
    }

    /// Who the peer is expected to be: one of its names must match, or the decision is a denial.
    pub fn expecting(mut self, name: ReferenceIdentifier) -> Self {
        self.expected = Some(name);
        self
    }

    /// The address that the connection comes from.
    pub fn source_ip(mut self, address: IpAddr) -> Self {
        self.values.retain(|(key, _)| *key != ContextKey::Plain("source_ip"));
        self.put(ContextKey::Plain("source_ip"), address.to_string());
        self
    }

    /// The host that the request is for; a port and a trailing dot are dropped, case does not matter.
    pub fn host(mut self, host: &str) -> Self {
        self.values.retain(|(key, _)| *key != ContextKey::Plain("host"));
        self.put(ContextKey::Plain("host"), plain_host(host));
        self
    }

    /// Supplies a value of the context by its key, as the command line and documents name it: `source_ip`, `host`, `sni`,
    /// `topic`, `device_group`, `header.NAME`, `claims.NAME`, `attrs.NAME` and so on. `forwarded_ip`, `device_group`,
    /// `local` and the keys with a name have several values when they are given again.
    ///
    /// # Errors
    /// `value_malformed` for an unknown key, for one that is given twice and has one value, such as `path`, and for an
    /// address or a port that is none.
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, SetupError> {
        let Some(parsed) = ContextKey::parse(key) else {
            let known: Vec<&str> = PLAIN_KEYS.iter().chain(&NAMED_KEYS).copied().collect();
            let fix = match nearest(key, &known) {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("use one of {}", known.join(", ")),
            };
            return Err(SetupError::new(
                SetupCode::ValueMalformed,
                format!("there is no context key {}", quoted(key)),
                fix,
            ));
        };
        let again = self.values.iter().any(|(stored, _)| *stored == parsed);
        if SINGLE_KEYS.iter().any(|key| parsed == ContextKey::Plain(key)) && (again || self.refuses(&parsed)) {
            return Err(SetupError::new(
                SetupCode::ValueMalformed,
                format!("the context key {} is given twice", quoted(key)),
                "give it once; a request has one of it",
            ));
        }
        match parsed {
            ContextKey::Plain("path") => self.set_path(value),
            ContextKey::Plain("host" | "sni") => self.put(parsed, plain_host(value)),
            ContextKey::Plain("source_ip" | "forwarded_ip") => {
                let address: IpAddr = value.parse().map_err(|_| {
                    SetupError::new(
                        SetupCode::ValueMalformed,
                        format!("{key} is not an IP address: {}", quoted(value)),
                        "give one such as 192.0.2.7",
                    )
                })?;
                self.put(parsed, address.to_string());
            }
            ContextKey::Plain("port") if value.parse::<u16>().is_err() => {
                return Err(SetupError::new(
                    SetupCode::ValueMalformed,
                    format!("port is not a port number: {}", quoted(value)),
                    "give a number from 0 to 65535",
                ));
            }
            _ => self.put(parsed, value.to_owned()),
        }
        Ok(self)
    }

    /// Who the peer is expected to be.
    pub fn expected(&self) -> Option<&ReferenceIdentifier> {
        self.expected.as_ref()
    }

    /// The values of a key; `None` if it is unavailable, as a path that is refused is.
    pub(crate) fn values(&self, key: &ContextKey) -> Option<&[String]> {
        if self.path_refused.is_some() && *key == ContextKey::Plain("path") {
            return None;
        }
        self.values.iter().find(|(stored, _)| stored == key).map(|(_, values)| values.as_slice())
    }

    /// Every value, in the order in which it was supplied.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&ContextKey, &[String])> {
        self.values.iter().map(|(key, values)| (key, values.as_slice()))
    }

    /// The rule that the path breaks, if it could not be made plain.
    pub(crate) fn path_refused(&self) -> Option<&'static str> {
        self.path_refused
    }

    fn refuses(&self, key: &ContextKey) -> bool {
        self.path_refused.is_some() && *key == ContextKey::Plain("path")
    }

    fn first(&self, key: &'static str) -> Option<&str> {
        self.values(&ContextKey::Plain(key)).and_then(<[String]>::first).map(String::as_str)
    }

    fn put(&mut self, key: ContextKey, value: String) {
        match self.values.iter_mut().find(|(stored, _)| *stored == key) {
            Some((_, values)) => values.push(value),
            None => self.values.push((key, vec![value])),
        }
    }

    fn set_path(&mut self, path: &str) {
        match plain_path(path) {
            Ok(path) => self.put(ContextKey::Plain("path"), path),
            Err(why) => self.path_refused = Some(why),
        }
    }
}

impl fmt::Display for AccessRequest {
    /// For a headline: `POST /orders/42`, `publish meters/M-1/up`, `connect`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = self.first("method").or_else(|| self.first("action")).unwrap_or("connect");
        let safe = |text: &str| quoted(text).trim_matches('`').to_owned();
        f.write_str(&safe(verb))?;
        if self.path_refused.is_some() {
            return f.write_str(" (a path that is refused)");
        }
        let object = self.first("path").or_else(|| self.first("resource")).or_else(|| self.first("topic"));
        match (object, self.first("host")) {
            (Some(object), _) => write!(f, " {}", safe(object)),
            (None, Some(host)) => write!(f, " to {}", safe(host)),
            (None, None) => Ok(()),
        }
    }
}

/// Whether a host can be like this, or like what a pattern of this text matches: else a rule that denies by it never would.
pub(super) fn is_plain_host(text: &str) -> bool {
    plain_host(text).eq_ignore_ascii_case(text.strip_suffix('.').unwrap_or(text))
}

/// The same of a path. A question mark or a number sign may stand in one that had it encoded.
pub(super) fn is_plain_path(text: &str) -> bool {
    plain_path(&text.replace(['?', '#'], "_")).is_ok_and(|plain| plain.len() == text.len())
}

fn plain_host(host: &str) -> String {
    let without_port = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => match host.rsplit_once(':') {
            Some((name, port)) if !name.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        },
    };
    without_port.strip_suffix('.').unwrap_or(without_port).to_ascii_lowercase()
}

/// Makes a path plain, or says which rule it breaks. What is refused is what two servers may read differently.
fn plain_path(path: &str) -> Result<String, &'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let decoded = decode(path)?;
    if !decoded.starts_with('/') && decoded != "*" {
        return Err("it does not begin with a slash");
    }
    if decoded.chars().any(char::is_control) || decoded.contains('\\') {
        return Err("it has a backslash or a control character");
    }
    let mut segments = decoded.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "" if !last => return Err("it has an empty segment"),
            "." | ".." => return Err("it has a dot segment"),
            // Path parameters make `/..;/` a dot segment to some servers.
            segment if segment.starts_with(".;") || segment.starts_with("..;") => return Err("it has a dot segment"),
            _ => {}
        }
    }
    Ok(decoded)
}

fn decode(path: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return Err("its percent-encoding is malformed");
        };
        match (high << 4) | low {
            b'/' => return Err("it has an encoded slash"),
            // `%25` would make a second decoding, somewhere behind, mean something else.
            b'%' => return Err("it has an encoded percent sign"),
            octet => bytes.push(octet),
        }
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8")
}
