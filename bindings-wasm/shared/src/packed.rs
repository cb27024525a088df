//! What crosses in one piece, so that nothing that each peer brings is held on this side: what it presented, what it asks
//! for, certificates on their way back. `lib/packed.js` is the other end.

use std::borrow::Cow;

use handfast::presented::read_certificates as read;
use handfast::{AccessRequest, Certificate, PresentedChain, SetupError};

use crate::forms;

/// What a peer presented: a letter for how it arrived, then parts. Whatever else the bytes may be, they are a chain; one of which
/// nothing says how it arrived is believed least.
pub(crate) fn chain(packed: &[u8]) -> PresentedChain {
    let (arrival, parts) = packed.split_first().map_or((b'f', packed), |(first, parts)| (*first, parts));
    let certificates = Parts(parts).filter(|(kind, _)| *kind == b'c').map(|(_, bytes)| bytes);
    let chain = match arrival {
        b't' => PresentedChain::from_tls(certificates),
        b'h' => {
            let hop = Parts(parts).find(|(kind, _)| *kind == b'h').map_or(&[][..], |(_, bytes)| bytes);
            PresentedChain::from_forwarded(certificates, String::from_utf8_lossy(hop))
        }
        _ => PresentedChain::from_files(certificates),
    };
    let stapled = Parts(parts).filter(|(kind, _)| *kind == b's');
    stapled.fold(chain, |chain, (_, bytes)| chain.with_stapled_ocsp(bytes))
}

/// What can be read of that: `n` if the peer presented nothing, its own certificate as `e`, the others as `o`.
pub fn presented(packed: &[u8]) -> Vec<u8> {
    let (chain, mut written) = (chain(packed), Vec::new());
    if chain.is_empty() {
        put(&mut written, b'n', &[]);
    }
    if let Ok(certificate) = chain.end_entity() {
        put(&mut written, b'e', certificate.der());
    }
    chain.others().iter().for_each(|certificate| put(&mut written, b'o', certificate.der()));
    written
}

/// Certificates as `c`.
pub fn certificates<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> Vec<u8> {
    let mut written = Vec::new();
    certificates.into_iter().for_each(|certificate| put(&mut written, b'c', certificate.der()));
    written
}

/// Every certificate of a file as `c`, or as `r` the reason why it cannot be read, JSON.
pub fn read_certificates(file: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    for item in read(file) {
        match item {
            Ok(certificate) => put(&mut written, b'c', certificate.der()),
            Err(reason) => put(&mut written, b'r', forms::reason(&reason).as_bytes()),
        }
    }
    written
}

/// A part: a letter, the length in four octets, the smallest first, and the bytes.
fn put(written: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    // What the core reads is far shorter; were it not, the other end would find nothing.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    written.push(kind);
    written.extend_from_slice(&length.to_le_bytes());
    written.extend_from_slice(bytes);
}

/// Part by part, up to the end or to what is none.
struct Parts<'a>(&'a [u8]);

impl<'a> Iterator for Parts<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, rest) = self.0.split_first()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some((*kind, bytes))
    }
}

/// What a peer asks for: texts with NUL between them. First which constructor and its two arguments; then what else is
/// known, each by a letter and its arguments.
///
/// # Errors
/// `value_malformed` for what the core does not take.
pub fn request(packed: &str) -> Result<AccessRequest, SetupError> {
    let mut texts = packed.split('\0').map(plain);
    let mut next = || texts.next().unwrap_or_default();
    let (kind, first, second) = (next(), next(), next());
    let mut request = match kind.as_ref() {
        "http" => AccessRequest::new(&first, &second),
        "action" => AccessRequest::action(&first, &second),
        _ => AccessRequest::connection(),
    };
    loop {
        request = match next().as_ref() {
            "e" => request.expecting(next().parse()?),
            "h" => request.host(&next()),
            "w" => request.with(&next(), &next())?,
            _ => return Ok(request),
        };
    }
}

/// A text as it was: NUL and U+0001 within one are written otherwise.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\u{1}') {
        Cow::Owned(text.replace("\u{1}b", "\0").replace("\u{1}a", "\u{1}"))
    } else {
        Cow::Borrowed(text)
    }
}
