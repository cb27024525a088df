//! The command `handfast` as people run it: the real program on certificates made here.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod decide;
mod explain;
mod forecast;
mod help;
mod inspect;
mod messages;
#[cfg(unix)]
mod mistakes;
mod policy;
mod profile;
mod readme;
mod terminal;
mod world;
