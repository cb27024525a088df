//! What a reason code means.

use pyo3::prelude::*;

record! {
    /// What a reason code means, why it matters and how to mend it.
    Explanation(handfast::Code) as code {
        /// The code.
        code: &str = code.as_str();
        /// The stage that gives this reason, unless the reason itself says another.
        stage: &str = code.explanation().stage.as_str();
        /// What is true when this code is given.
        meaning: &str = code.explanation().meaning;
        /// What could go wrong if it were let through.
        matters: &str = code.explanation().matters;
        /// How to mend it.
        fix: &str = code.explanation().fix;
        /// The standard and section that asks for it.
        reference: &str = code.explanation().reference;
    }
}
