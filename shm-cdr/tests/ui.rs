//! What the derive says to wrong code, and the right code that it must not stumble over.

// Each case is built with the features of this build, and with Zenoh that takes minutes:
// run these with `cargo test -p shm-cdr`.
#![cfg(not(feature = "zenoh"))]

/// Each mistake brings one message, on the place to correct, and no errors that follow
/// from it where the type is used.
#[test]
fn mistakes_are_named_where_they_are() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[test]
fn unusual_code_compiles() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
