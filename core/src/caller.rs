//! What callers give as text or bytes, by name: each is a [`SetupError`] where it is none.
//!
//! The bindings of other languages come in here; in Rust the types themselves are at hand.

use crate::certificate::Certificate;
use crate::encoding::oid::OidBuf;
use crate::path::{AnchorStatement, Form};
use crate::presented::read_certificates;
use crate::reason::{Code, nearest, quoted};
use crate::setup::{SetupCode, SetupError};

impl Certificate {
    /// Reads one certificate that the caller asks about, DER or PEM. What a peer sent is read by
    /// [`PresentedChain`](crate::PresentedChain), which never fails.
    ///
    /// # Errors
    /// `certificate_malformed` if it is none, or more than one.
    pub fn parse(bytes: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let malformed = |message: String, fix: String| SetupError::new(SetupCode::CertificateMalformed, message, fix);
        let mut certificates = read_certificates(bytes.as_ref()).into_iter();
        match (certificates.next(), certificates.next()) {
            (Some(Ok(certificate)), None) => Ok(certificate),
            (Some(Err(reason)), _) => Err(malformed(reason.message().to_owned(), reason.fix().to_owned())),
            (None, _) => Err(malformed(
                "there is no certificate in it".to_owned(),
                "give DER, or a PEM block that begins with -----BEGIN CERTIFICATE-----".to_owned(),
            )),
            (Some(Ok(_)), Some(_)) => Err(malformed(
                "there is more than one certificate in it".to_owned(),
                "read all of them, or give one".to_owned(),
            )),
        }
    }
}

impl Code {
    /// The code of that name.
    ///
    /// # Errors
    /// `value_malformed` if there is none.
    pub fn named(name: &str) -> Result<Self, SetupError> {
        Ok(name.parse::<Self>()?)
    }
}

impl AnchorStatement {
    /// `honoured` or `ignored`.
    ///
    /// # Errors
    /// `value_malformed` for any other name.
    pub fn by_name(name: &str) -> Result<Self, SetupError> {
        match name {
            "honoured" => Ok(Self::Honoured),
            "ignored" => Ok(Self::Ignored),
            _ => Err(SetupError::new(
                SetupCode::ValueMalformed,
                format!("a statement of a trust anchor cannot be {}", quoted(name)),
                "use `honoured` or `ignored`",
            )),
        }
    }
}

impl Form {
    /// `as_issued`, `rfc5280` or `baseline_requirements`.
    ///
    /// # Errors
    /// `value_malformed` for any other name.
    pub fn by_name(name: &str) -> Result<Self, SetupError> {
        Self::ALL.into_iter().find(|form| form.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str);
            SetupError::new(
                SetupCode::ValueMalformed,
                format!("there is no form of certificates {}", quoted(name)),
                match nearest(name, &names) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("use one of {}", names.join(", ")),
                },
            )
        })
    }
}

impl OidBuf {
    /// The object identifier of a dotted text such as `1.3.6.1.5.5.7.3.2`.
    ///
    /// # Errors
    /// `value_malformed` if it is none.
    pub fn dotted(text: &str) -> Result<Self, SetupError> {
        Self::parse(text).ok_or_else(|| {
            SetupError::new(
                SetupCode::ValueMalformed,
                format!("{} is not an object identifier", quoted(text)),
                "give one in dotted form, such as 1.3.6.1.5.5.7.3.2",
            )
        })
    }
}
